// SPDX-License-Identifier: Apache-2.0
import Perineometry

/// A place in a lane: of a frame in the timeline, and the frame's index.
struct LanePlace: Hashable {
    var position: Int
    var index: SampleIndex
}

/// The stretches of a lane's timeline that are withheld. In order, apart from each other, and few.
struct WithheldSpans: Hashable {
    private struct Span: Hashable {
        var begin: LanePlace
        /// Of the frame after the last.
        var end: LanePlace
    }

    private var spans: [Span] = []
    private var openedAt: LanePlace?

    /// The most spans that are remembered. Of more, the oldest two become one, with what lies between: rather too much is
    /// withheld than too little.
    static let limit = 64

    /// Whether what comes now is withheld.
    var isOpen: Bool { openedAt != nil }

    /// Withholds from here on.
    mutating func open(at place: LanePlace) { if openedAt == nil { openedAt = place } }

    /// Withholds no longer what comes from here on.
    mutating func close(at place: LanePlace) {
        guard var begin = openedAt else { return }
        openedAt = nil
        guard begin.position < place.position else { return }
        if let last = spans.last, last.end.position >= begin.position {
            begin = last.begin
            spans.removeLast()
        }
        spans.append(Span(begin: begin, end: place))
        if spans.count > Self.limit {
            spans[1].begin = spans[0].begin
            spans.removeFirst()
        }
    }

    /// Forgets what can no longer be read: nothing before this position can.
    mutating func forget(before position: Int) {
        if let first = spans.firstIndex(where: { $0.end.position > position }) {
            spans.removeFirst(first)
        } else {
            spans.removeAll()
        }
    }

    /// Where the closed span ends that holds a position; nil where none does.
    func end(around position: Int) -> LanePlace? {
        spans.first { $0.begin.position <= position && position < $0.end.position }?.end
    }

    /// Where the next span after a position begins.
    func begin(after position: Int) -> LanePlace? {
        spans.first { $0.begin.position > position }?.begin ?? openedAt.flatMap { $0.position > position ? $0 : nil }
    }

    /// Whether an event is withheld that became known by the frame before `position`.
    func hidesEvent(at position: Int) -> Bool {
        if let openedAt, position > openedAt.position { return true }
        return spans.contains { $0.begin.position < position && position <= $0.end.position }
    }

    /// Whether anything from one sample to another is withheld.
    func overlaps(_ indices: ClosedRange<SampleIndex>) -> Bool {
        if let openedAt, indices.upperBound >= openedAt.index { return true }
        return spans.contains { $0.begin.index <= indices.upperBound && indices.lowerBound < $0.end.index }
    }
}
