// SPDX-License-Identifier: Apache-2.0
import Perineometry

/// Cells as RFC 4180 has them.
enum CSVText {
    /// A cell with a text. What a spreadsheet would take for a formula gets an apostrophe before it.
    static func cell(_ text: String) -> String {
        var text = text.oneLine(maximumBytes: 400)
        if let first = text.first, "=+-@".contains(first) { text = "'" + text }
        guard text.contains(where: { $0 == "," || $0 == "\"" }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }

    /// The comment lines that both tables begin with: what the numbers mean.
    static func head(of survey: SessionSurvey, options: ExportOptions) -> String {
        let facts = survey.facts
        var lines: [String] = []
        if facts.isSimulated { lines.append("SIMULATED data, not measured on a person") }
        lines.append("Written by \(facts.software). Nothing here is a diagnosis.")
        lines.append("Pressures in cmH2O; \(zeroText(facts.zero))")
        if survey.isZeroChanged { lines.append("Zeroed anew within the session: see the column event") }
        if options.disclosure != .anonymous { lines.append("Session \(facts.id), began \(facts.start.rfc3339)") }
        if options.disclosure == .identified, let person = facts.person {
            let said = [person.code, person.name, person.birthDate, person.sex?.rawValue].compactMap { $0 }
            lines.append("Person: \(said.joined(separator: ", "))")
        }
        let conditions = facts.conditions
        lines.append(
            "Probe: \(conditions.probe ?? "not stated"); depth: "
                + "\(conditions.depthMillimetres.map { "\($0) mm" } ?? "not stated"); "
                + "posture: \(conditions.posture ?? "not stated")")
        if let detector = survey.detectorID { lines.append("Contractions by \(detector)") }
        if options.includesTexts, let note = facts.note { lines.append("Note: \(note)") }
        return lines.map { "# \($0.oneLine(maximumBytes: 1000))\n" }.joined()
    }

    static func zeroText(_ zero: ZeroState) -> String {
        switch zero {
        case .none: "never zeroed: they count from the factory's calibration"
        case .air: "zeroed in air before insertion: they count from the atmosphere"
        case .inSitu: "zeroed in place: rest is 0 by definition"
        }
    }
}
