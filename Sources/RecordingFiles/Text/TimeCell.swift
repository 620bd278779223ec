// SPDX-License-Identifier: Apache-2.0

/// A cell of a time column: a number, a date with a time of day, or a time of day alone.
enum TimeCell: Equatable, Sendable {
    case number(Double)
    /// Nanoseconds since 1970, UTC where the text says an offset, otherwise as the clock on the wall went.
    case dateTime(nanoseconds: Int64)
    /// Nanoseconds since midnight.
    case clock(nanoseconds: Int64)

    init?(_ bytes: Slice<UnsafeRawBufferPointer>, decimalSign: UInt8) {
        if let number = DecimalNumber.parse(bytes, decimalSign: decimalSign) {
            self = .number(number)
            return
        }
        var scanner = DateScanner(bytes)
        guard let stamp = scanner.stamp() else { return nil }
        self = stamp
    }
}

/// Reads ISO 8601 dates and times: `2026-01-01T10:00:00.123Z`, also with a blank for the T, `/` in the date, a decimal
/// comma, an offset `+01:00`, `+0100`, `+01` or none; and `10:00:00.123` alone or after `14.03.2026` or `03/14/2026`.
private struct DateScanner {
    private let bytes: UnsafeRawBufferPointer
    private var place: Int
    private let end: Int

    init(_ slice: Slice<UnsafeRawBufferPointer>) {
        bytes = slice.base
        place = slice.startIndex
        end = slice.endIndex
    }

    mutating func stamp() -> TimeCell? {
        let start = place
        guard end - start <= 40 else { return nil }
        guard let first = number(digits: 4) else {
            place = start
            skipDayOfOtherOrder()
            guard let time = timeOfDay(), place == end else { return nil }
            return .clock(nanoseconds: time)
        }
        guard let mark = take(where: { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "/") }),
            let month = number(digits: 2), (1...12).contains(month), take(where: { $0 == mark }) != nil,
            let day = number(digits: 2), (1...31).contains(day), (1700...2250).contains(first),
            take(where: { $0 == UInt8(ascii: "T") || $0 == UInt8(ascii: "t") || $0 == 0x20 }) != nil,
            let time = timeOfDay(), let offset = offsetMinutes(), place == end
        else { return nil }
        let days = Self.days(year: first, month: month, day: day)
        return .dateTime(nanoseconds: (Int64(days) * 86400 - Int64(offset) * 60) * 1_000_000_000 + time)
    }

    /// `14.03.2026 ` or `03/14/2026 `: which is the month cannot always be told, so only the time of day is used.
    private mutating func skipDayOfOtherOrder() {
        let start = place
        let isSign = { (byte: UInt8) in byte == UInt8(ascii: ".") || byte == UInt8(ascii: "/") }
        if number(digits: 2) != nil, let sign = take(where: isSign), number(digits: 2) != nil,
            take(where: { $0 == sign }) != nil, number(digits: 4) != nil, take(where: { $0 == 0x20 }) != nil
        {
            return
        }
        place = start
    }

    private mutating func timeOfDay() -> Int64? {
        guard let hour = number(digits: 2), hour < 24, take(where: { $0 == UInt8(ascii: ":") }) != nil,
            let minute = number(digits: 2), minute < 60
        else { return nil }
        var nanoseconds = Int64(hour * 60 + minute) * 60_000_000_000
        guard take(where: { $0 == UInt8(ascii: ":") }) != nil else { return nanoseconds }
        guard let second = number(digits: 2), second <= 60 else { return nil }
        nanoseconds += Int64(second) * 1_000_000_000
        guard take(where: { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ",") }) != nil else { return nanoseconds }
        var unit: Int64 = 100_000_000
        let start = place
        while place < end, bytes[place] &- 0x30 < 10 {
            nanoseconds += Int64(bytes[place] &- 0x30) * unit
            unit /= 10
            place += 1
        }
        return place > start ? nanoseconds : nil
    }

    /// 0 where there is none; nil where it is unreadable.
    private mutating func offsetMinutes() -> Int? {
        if place == end || take(where: { $0 == UInt8(ascii: "Z") || $0 == UInt8(ascii: "z") }) != nil { return 0 }
        guard let sign = take(where: { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }),
            let hours = number(digits: 2), hours <= 18
        else { return nil }
        _ = take(where: { $0 == UInt8(ascii: ":") })
        let minutes = place == end ? 0 : number(digits: 2) ?? 60
        guard minutes < 60 else { return nil }
        return (sign == UInt8(ascii: "-") ? -1 : 1) * (hours * 60 + minutes)
    }

    private mutating func take(where matches: (UInt8) -> Bool) -> UInt8? {
        guard place < end, matches(bytes[place]) else { return nil }
        place += 1
        return bytes[place - 1]
    }

    private mutating func number(digits: Int) -> Int? {
        guard end - place >= digits else { return nil }
        var value = 0
        for offset in 0..<digits {
            let digit = bytes[place + offset] &- 0x30
            guard digit < 10 else { return nil }
            value = value * 10 + Int(digit)
        }
        place += digits
        return value
    }

    /// Days from 1970 in the Gregorian calendar (Howard Hinnant, "chrono-compatible low-level date algorithms").
    private static func days(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
