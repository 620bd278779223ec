// SPDX-License-Identifier: Apache-2.0
import Glibc

/// When a recording began, as a file or somebody writes it.
enum RecordedStart {
    /// `2026-03-14`, `2026-03-14T10:00`, `2026-03-14 10:00:00.250`, with `Z` or `+01:00` or without, which means the local
    /// time of this machine.
    ///
    /// - Returns: seconds since the Unix epoch; nil where it is no date, or none of 1970 to 2100.
    static func unixSeconds(_ text: String) -> Double? {
        let parts = text.split(maxSplits: 1) { $0 == "T" || $0 == " " }
        let day = (parts.first ?? "").split(separator: "-", omittingEmptySubsequences: false).map { Int32($0) }
        guard day.count == 3, let year = day[0], let month = day[1], let date = day[2], (1970...2100).contains(year),
            (1...12).contains(month), (1...31).contains(date)
        else { return nil }
        var clock = parts.count > 1 ? String(parts[1]) : "00:00"
        var offset: Int?
        if clock.hasSuffix("Z") {
            clock.removeLast()
            offset = 0
        } else if let sign = clock.lastIndex(where: { $0 == "+" || $0 == "-" }) {
            let zone = clock[clock.index(after: sign)...].split(separator: ":").map { Int($0) }
            guard let hours = zone.first ?? nil, (0...14).contains(hours) else { return nil }
            let minutes = zone.count > 1 ? zone[1] : 0
            guard zone.count <= 2, let minutes, (0..<60).contains(minutes) else { return nil }
            offset = (hours * 3600 + minutes * 60) * (clock[sign] == "-" ? -1 : 1)
            clock = String(clock[..<sign])
        }
        let time = clock.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(time.count), let hour = Int32(time[0]), let minute = Int32(time[1]),
            let seconds = time.count > 2 ? Double(time[2]) : 0, (0..<24).contains(hour), (0..<60).contains(minute),
            (0..<61).contains(seconds)
        else { return nil }
        var fields = tm()
        fields.tm_year = year - 1900
        fields.tm_mon = month - 1
        fields.tm_mday = date
        fields.tm_hour = hour
        fields.tm_min = minute
        fields.tm_isdst = -1
        let whole = offset == nil ? mktime(&fields) : timegm(&fields)
        // The 31st of February became one of March.
        guard fields.tm_mday == date else { return nil }
        let result = Double(whole) + seconds - Double(offset ?? 0)
        return result >= 0 ? result : nil
    }
}
