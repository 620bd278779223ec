// SPDX-License-Identifier: Apache-2.0
import StreamAPI

/// Says a session in words.
enum SessionText {
    /// Enough of an id to tell sessions apart and to type.
    static func short(_ id: String) -> String { String(id.prefix(8)) }

    static func sentence(_ session: SessionReport) -> String {
        let origin = session.imported.map { " (imported from \($0.format))" } ?? ""
        let label = origin + (session.simulated ? " (SIMULATED)" : "")
        let length = StatusText.duration(session.seconds)
        switch session.state {
        case "recording": return "Recording\(label): session \(session.id), \(length) so far."
        case "paused": return "Paused\(label): session \(session.id), \(length) so far. tonus session resume goes on."
        case "recovered":
            return
                "Session \(session.id)\(label), \(length), was interrupted; all that was acknowledged is there. Go on "
                + "with tonus session start --resume \(short(session.id))."
        default:
            let reason = session.reason.map { " It ended because \($0)." } ?? ""
            return "Session \(session.id)\(label) is kept: \(length), \(session.samples) samples.\(reason)"
        }
    }

    /// A line of a list: when, how long, who, which, what is odd.
    static func line(_ session: SessionReport, zone: LocalTime) -> String {
        var columns = [
            padded(short(session.id), 8), zone.text(session.began), padded(StatusText.duration(session.seconds), 12),
            padded(session.participant ?? "-", 12), padded(session.programme ?? "-", 16),
        ]
        var notes: [String] = []
        if session.state != "finished" { notes.append(session.state) }
        if session.simulated { notes.append("SIMULATED") }
        if let imported = session.imported { notes.append("imported from \(imported.format)") }
        if session.lost > 0 { notes.append("\(session.lost) packets missing") }
        if let reason = session.reason { notes.append(reason) }
        columns.append(notes.joined(separator: "; "))
        return trimmed(columns.joined(separator: "  "))
    }

    static let heading = "id        began             length        person        programme"

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    private static func trimmed(_ text: String) -> String {
        var text = text
        while text.hasSuffix(" ") { text.removeLast() }
        return text
    }
}
