// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// What a file notes of an instant, as a session keeps it. The words are those of an export by Tonus (docs/export.md);
/// what says anything else is a mark.
public struct RecordedNote: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
        case mark(String)
        /// A programme asked for something.
        case cue(String)
        /// From here pressures count from another zero.
        case zero(ZeroState)
        /// Nobody knows how many samples are missing here.
        case seam
        /// The program that recorded it saw a contraction, or another event, begin: `Contraction/squeeze`.
        case contraction(String)
    }

    public var kind: Kind
    /// The sample it belongs to.
    public var index: UInt64

    public init(_ kind: Kind, index: UInt64) {
        self.kind = kind
        self.index = index
    }

    /// What stands for these in an export, and comes of the samples anew.
    private static let derived: Set<String> = ["SIMULATED", "BAD_gap", "BAD_clipped", "BAD_beyond_range"]

    /// Nil where the samples say it themselves.
    static func kind(of annotation: RecordedAnnotation) -> Kind? {
        let text = annotation.text
        if derived.contains(text) { return nil }
        func rest(_ prefix: String) -> String? { text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : nil }
        if let state = rest("Zero/").flatMap(ZeroState.init(rawValue:)) { return .zero(state) }
        if let cue = rest("Cue/"), !cue.isEmpty { return .cue(cue) }
        if text.hasPrefix("Seam/") { return .seam }
        if text.hasPrefix("Contraction/") || text.hasPrefix("Event/") { return .contraction(text) }
        if text == "Mark" { return .mark("") }
        if let mark = rest("Mark: ") { return .mark(mark) }
        guard let seconds = annotation.durationSeconds, seconds > 0 else { return .mark(text) }
        return .mark("\(text) (\(seconds) s)")
    }
}

extension CountedRecording {
    /// What the file notes, in the order of samples; without what holds for the first sample already.
    public var recordedNotes: [RecordedNote] {
        let all = annotations.compactMap { annotation -> RecordedNote? in
            guard let kind = RecordedNote.kind(of: annotation) else { return nil }
            let note = RecordedNote(kind, index: place(of: annotation.onsetSeconds))
            if case .zero = kind, note.index == 0 { return nil }
            return note
        }
        return all.enumerated().sorted { ($0.element.index, $0.offset) < ($1.element.index, $1.offset) }
            .map(\.element)
    }

    /// What pressures count from at the first sample, where the file says so in the words of an export by Tonus.
    public var statedZero: ZeroState? {
        annotations.compactMap { annotation -> ZeroState? in
            guard place(of: annotation.onsetSeconds) == 0, case .zero(let state)? = RecordedNote.kind(of: annotation)
            else { return nil }
            return state
        }.last
    }

    private func place(of seconds: Double) -> UInt64 {
        UInt64(max(0, min((seconds * Double(rateHertz)).rounded(), Double(places - 1))))
    }
}
