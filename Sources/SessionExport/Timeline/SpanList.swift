// SPDX-License-Identifier: Apache-2.0

/// Stretches of places in order, in bounded memory: where there are too many, neighbours are joined.
struct SpanList: Sendable, Hashable {
    /// More than a person reads, and less than a megabyte.
    static let limit = 10_000

    private(set) var spans: [Range<Int>] = []
    /// Stretches no farther apart are one.
    private(set) var joinedWithin: Int
    /// How many places they cover; joining does not change it.
    private(set) var total = 0

    init(joinedWithin: Int = 0) { self.joinedWithin = joinedWithin }

    /// Takes a stretch that does not begin before the last one ends.
    mutating func append(_ span: Range<Int>) {
        total += span.count
        if join(span) { return }
        if spans.count == Self.limit { coarsen() }
        if !join(span) { spans.append(span) }
    }

    private mutating func join(_ span: Range<Int>) -> Bool {
        guard let last = spans.last, span.lowerBound - last.upperBound <= joinedWithin else { return false }
        spans[spans.count - 1] = last.lowerBound..<max(last.upperBound, span.upperBound)
        return true
    }

    private mutating func coarsen() {
        while spans.count >= Self.limit / 2 {
            joinedWithin = max(1, joinedWithin * 2)
            let all = spans
            spans.removeAll(keepingCapacity: true)
            for span in all where !join(span) { spans.append(span) }
        }
    }
}
