// SPDX-License-Identifier: Apache-2.0
import Glibc

/// A day of the calendar, where the daemon is.
struct CalendarDay: Hashable {
    /// "2026-03-14".
    let text: String
    /// When it begins, in seconds since the Unix epoch.
    let began: Double

    /// Nil where the text is no day from 1970 to 9999 written as "2026-03-14".
    init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard text.utf8.count == 10, parts.map(\.utf8.count) == [4, 2, 2],
            parts.allSatisfy({ $0.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } })
        else { return nil }
        let numbers = parts.compactMap { Int32($0) }
        guard numbers.count == 3, numbers[0] >= 1970 else { return nil }
        var fields = tm()
        (fields.tm_year, fields.tm_mon, fields.tm_mday) = (numbers[0] - 1900, numbers[1] - 1, numbers[2])
        fields.tm_isdst = -1
        let seconds = mktime(&fields)
        // The 31st of June becomes the 1st of July there.
        guard fields.tm_mon == numbers[1] - 1, fields.tm_mday == numbers[2], fields.tm_year == numbers[0] - 1900 else {
            return nil
        }
        self.text = text
        began = Double(seconds)
    }
}
