// SPDX-License-Identifier: Apache-2.0

/// An instant with the offset of the local time there and then.
public struct WallClock: Hashable, Sendable {
    /// Since 1970-01-01T00:00:00Z.
    public var unixNanoseconds: Int64
    /// Local time less UTC.
    public var utcOffsetSeconds: Int

    public init(unixNanoseconds: Int64, utcOffsetSeconds: Int) {
        self.unixNanoseconds = unixNanoseconds
        self.utcOffsetSeconds = max(-86_340, min(86_340, utcOffsetSeconds))
    }

    /// Local date and time in the Gregorian calendar.
    struct Fields: Hashable {
        var year, month, day, hour, minute, second, nanosecond: Int
    }

    var local: Fields {
        let nanoseconds = unixNanoseconds.quotientAndFloor(by: 1_000_000_000)
        let seconds = nanoseconds.quotient + Int64(utcOffsetSeconds)
        let (days, rest) = seconds.quotientAndFloor(by: 86_400)
        // Civil from days: Howard Hinnant, chrono-Compatible Low-Level Date Algorithms.
        let shifted = days + 719_468
        let era = shifted.quotientAndFloor(by: 146_097).quotient
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return Fields(
            year: Int(yearOfEra + era * 400 + (month <= 2 ? 1 : 0)), month: Int(month),
            day: Int(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1), hour: Int(rest / 3600),
            minute: Int(rest / 60 % 60), second: Int(rest % 60), nanosecond: Int(nanoseconds.remainder))
    }

    func advanced(bySeconds seconds: Double) -> WallClock {
        // Beyond a century nothing is recorded; it keeps the sum within the integer.
        let nanoseconds = Int64((max(-3.2e9, min(3.2e9, seconds)) * 1e9).rounded())
        return WallClock(
            unixNanoseconds: unixNanoseconds.addingReportingOverflow(nanoseconds).partialValue,
            utcOffsetSeconds: utcOffsetSeconds)
    }

    /// `2026-03-14`
    public var isoDate: String { dateText }

    /// `2026-03-14`
    var dateText: String {
        let fields = local
        return "\(padded(fields.year, 4))-\(padded(fields.month, 2))-\(padded(fields.day, 2))"
    }

    /// `2026-03-14T10:00:00.250+01:00`, to the millisecond, as RFC 3339 and FHIR write it.
    var rfc3339: String {
        let fields = local
        let clock = [fields.hour, fields.minute, fields.second].map { padded($0, 2) }.joined(separator: ":")
        let offset = abs(utcOffsetSeconds) / 60
        let sign = utcOffsetSeconds < 0 ? "-" : "+"
        return "\(dateText)T\(clock).\(padded(fields.nanosecond / 1_000_000, 3))"
            + "\(sign)\(padded(offset / 60, 2)):\(padded(offset % 60, 2))"
    }
}

/// A whole number with leading zeros.
func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

extension Int64 {
    fileprivate func quotientAndFloor(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
