// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Perineometry
import RecordingFiles
import StreamAPI
import TonusClient

/// Cuts a recording into what a request can hold, each run of counts with what the file notes of it.
struct ImportPieces {
    /// Of 512 bytes each, so that a request with as many samples as it may have is no longer than one may be.
    private static let notesLimit = 10

    private let number: Int
    private var notes: ArraySlice<RecordedNote>

    init(import number: Int, notes: [RecordedNote]) {
        self.number = number
        self.notes = notes[...]
    }

    /// The requests that a run makes.
    mutating func requests(for run: CountedRun) -> [ImportDataParams] {
        var requests: [ImportDataParams] = []
        var first = run.first
        let end = run.first + UInt64(run.sampleCount)
        var counts = run.counts[...]
        while first < end || (notes.first.map { $0.index < end } ?? false) {
            let some = notes.prefix(Self.notesLimit).prefix { $0.index < end }
            notes.removeFirst(some.count)
            var until = min(end, first + UInt64(ImportDataParams.pieceBytes / 4 / run.channelCount))
            // More notes are to come within this run: it is cut behind those that go with it.
            if let next = notes.first, next.index < end, let last = some.last {
                until = min(until, max(first, last.index + 1))
            }
            let part = counts.prefix(Int(until - first) * run.channelCount)
            counts.removeFirst(part.count)
            requests.append(
                ImportDataParams(
                    import: number, first: first, data: Self.base64(part),
                    notes: some.isEmpty ? nil : some.map(ImportDataParams.Note.init)))
            first = until
        }
        return requests
    }

    private static func base64(_ counts: ArraySlice<Int32>) -> String {
        var data = Data(capacity: counts.count * 4)
        for count in counts { withUnsafeBytes(of: count.littleEndian) { data.append(contentsOf: $0) } }
        return data.base64EncodedString()
    }
}

extension ImportDataParams.Note {
    fileprivate init(_ note: RecordedNote) {
        switch note.kind {
        case .mark(let text): self.init(kind: .mark, index: note.index, text: text.isEmpty ? nil : text.cut)
        case .cue(let name): self.init(kind: .cue, index: note.index, text: name.cut)
        case .zero(let state): self.init(kind: .zero, index: note.index, text: state.rawValue)
        case .seam: self.init(kind: .seam, index: note.index, text: nil)
        case .contraction(let text): self.init(kind: .contraction, index: note.index, text: text.cut)
        }
    }
}

extension String {
    /// As much as a note may have.
    fileprivate var cut: String {
        guard utf8.count > 512 else { return self }
        var text = self
        while text.utf8.count > 512 { text.removeLast() }
        return text
    }
}
