// SPDX-License-Identifier: Apache-2.0
import SessionStore

/// What whoever reads the figures of a recording should know of how it came about, gathered while it is read.
struct RecordingNotices {
    private var imported: ImportedRecording?
    private var segments = 0
    private var damage = 0
    private var wasRecovered = false

    mutating func take(_ entry: SessionEntry) {
        switch entry {
        case .segment(let segment):
            if segments == 0 { imported = segment.facts.imported }
            segments += 1
        case .damaged: damage += 1
        case .state(let record): if record.state == .recovered { wasRecovered = true }
        default: break
        }
    }

    /// In English, as files carry them.
    var sentences: [String] {
        var notices: [String] = []
        if let imported {
            notices.append(
                "Recorded by another program and imported from \(imported.format): pressures, zero and times are as "
                    + "that file states them.")
            if !imported.isDated { notices.append("When it was recorded is not known; it is dated to its import.") }
        }
        if wasRecovered {
            notices.append("The daemon ended while it recorded, or its disk failed; the session was recovered.")
        }
        if segments > 1 { notices.append("Recorded by \(segments) runs of the daemon.") }
        if damage > 0 { notices.append("\(damage) blocks are damaged and left out.") }
        return notices
    }
}
