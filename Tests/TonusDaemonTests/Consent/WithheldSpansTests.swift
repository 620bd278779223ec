// SPDX-License-Identifier: Apache-2.0
import Perineometry
import Testing

@testable import TonusDaemon

@Suite struct WithheldSpansTests {
    /// Indices are twice the positions, so that one is not taken for the other.
    private func place(_ position: Int) -> LanePlace {
        LanePlace(position: position, index: SampleIndex(UInt64(2 * position)))
    }

    private func spans(_ bounds: [Range<Int>], open: Int? = nil) -> WithheldSpans {
        var spans = WithheldSpans()
        for bound in bounds {
            spans.open(at: place(bound.lowerBound))
            spans.close(at: place(bound.upperBound))
        }
        if let open { spans.open(at: place(open)) }
        return spans
    }

    @Test func aPositionIsWithheldFromItsFirstToBeforeItsEnd() {
        let spans = spans([10..<20, 30..<40])
        for position in 0..<50 {
            let end = position < 10 ? nil : position < 20 ? 20 : position < 30 ? nil : position < 40 ? 40 : nil
            #expect(spans.end(around: position) == end.map(place))
            let begin = position < 10 ? 10 : position < 30 ? 30 : nil
            #expect(spans.begin(after: position) == begin.map(place))
        }
    }

    @Test func anEventBelongsToTheFrameBeforeIt() {
        let spans = spans([10..<20])
        #expect(!spans.hidesEvent(at: 10) && spans.hidesEvent(at: 11) && spans.hidesEvent(at: 20))
        #expect(!spans.hidesEvent(at: 21))
        #expect(self.spans([], open: 10).hidesEvent(at: 1000))
    }

    @Test func whatReachesIntoASpanOverlapsIt() {
        let spans = spans([10..<20], open: 30)
        func overlaps(_ from: UInt64, _ to: UInt64) -> Bool { spans.overlaps(SampleIndex(from)...SampleIndex(to)) }
        #expect(!overlaps(0, 19) && overlaps(0, 20) && overlaps(39, 50) && !overlaps(40, 59) && overlaps(40, 60))
        #expect(overlaps(0, 1000))
    }

    @Test func spansThatTouchAreOneAndEmptyOnesNone() {
        #expect(spans([10..<20, 20..<30]) == spans([10..<30]))
        #expect(spans([10..<10]) == WithheldSpans())
    }

    @Test func ofTooManySpansTheOldestAreJoined() {
        let many = spans((0..<1000).map { 10 * $0..<10 * $0 + 1 })
        #expect(
            many.end(around: 0) == place(10 * (1000 - WithheldSpans.limit) + 1), "what lies between is withheld too")
        #expect(many.end(around: 9990) == place(9991))
        #expect(many.end(around: 9985) == nil)
    }

    @Test func whatCannotBeReadIsForgotten() {
        var some = spans([10..<20, 30..<40])
        some.forget(before: 20)
        #expect(some == spans([30..<40]))
        some.forget(before: 35)
        #expect(some == spans([30..<40]))
        some.forget(before: 40)
        #expect(some == WithheldSpans())
    }
}
