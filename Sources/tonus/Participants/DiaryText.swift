// SPDX-License-Identifier: Apache-2.0
import StreamAPI

/// Says an entry of a diary in words.
enum DiaryText {
    /// When, what, and enough of the id to type.
    static func line(_ entry: DiaryEntryReport, zone: LocalTime = LocalTime()) -> String {
        let when = entry.day.map { $0 + "      " } ?? zone.text(entry.at)
        return "\(entry.entry.prefix(8))  \(when)  \(words(entry))"
    }

    /// "trainer: the blue one, 22 mm, 10 min; pain 1, 3 at most, 1 after; stopped by choice"
    static func words(_ entry: DiaryEntryReport) -> String {
        var parts: [String] = []
        switch entry.kind {
        case .trainer where entry.size == nil && entry.minutes == 0: parts.append("no trainer today")
        case .trainer:
            let about = [
                entry.size, entry.millimetres.map { "\(number($0)) mm" }, entry.minutes.map { "\(number($0)) min" },
            ]
            let told = about.compactMap { $0 }.joined(separator: ", ")
            parts.append(told.isEmpty ? "trainer" : "trainer: \(told)")
        case .treatment: parts.append(entry.treatment ?? "treatment")
        case .feeling, .note: break
        }
        parts += [rating("pain", entry.pain), rating("anxiety", entry.anxiety)].compactMap { $0 }
        if entry.stoppedByChoice == true { parts.append("stopped by choice") }
        if let text = entry.text { parts.append(text.split(whereSeparator: \.isNewline).joined(separator: " / ")) }
        if entry.simulated { parts.append("SIMULATED") }
        return parts.joined(separator: "; ")
    }

    private static func rating(_ name: String, _ rating: DiaryRating?) -> String? {
        guard let rating else { return nil }
        let told = [
            rating.now.map { "\($0)" }, rating.before.map { "\($0) before" }, rating.peak.map { "\($0) at most" },
            rating.after.map { "\($0) after" },
        ]
        let words = told.compactMap { $0 }.joined(separator: ", ")
        return words.isEmpty ? nil : "\(name) \(words)"
    }

    /// Without a fraction that says nothing.
    private static func number(_ value: Double) -> String {
        let text = decimal(value, 1)
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
