// SPDX-License-Identifier: Apache-2.0
import SessionExport
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

    /// The most important first.
    var all: [RecordingNotice] {
        var notices: [RecordingNotice] = []
        if let imported {
            notices.append(.imported(format: imported.format))
            if !imported.isDated { notices.append(.undated) }
        }
        if wasRecovered { notices.append(.recovered) }
        if segments > 1 { notices.append(.runs(segments)) }
        if damage > 0 { notices.append(.damaged(blocks: damage)) }
        return notices
    }
}
