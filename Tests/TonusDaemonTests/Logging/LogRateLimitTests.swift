// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import TonusDaemon

@Suite struct LogRateLimitTests {
    private func kind(_ message: String) -> LogRateLimit.Kind { .init(level: 6, message: message) }

    @Test func aBurstBecomesAFewLinesAndACount() {
        var limit = LogRateLimit()
        let written = (0..<1000).count { limit.admits(kind("gone"), at: Double($0) / 100) }
        #expect(written == LogRateLimit.linesOfOneKind)
        let due1 = limit.due(at: 59.9)
        #expect(due1 == [])
        let due2 = limit.due(at: 60)
        #expect(due2 == [.repeated(kind("gone"), count: 1000 - written)])
        let due3 = limit.due(at: 61)
        #expect(due3 == [])
        let admitted4 = limit.admits(kind("gone"), at: 61)
        #expect(admitted4)
    }

    @Test func anotherMessageIsNotHeldBack() {
        var limit = LogRateLimit()
        for _ in 0..<50 { _ = limit.admits(kind("gone"), at: 0) }
        let admitted5 = limit.admits(kind("streaming"), at: 1)
        #expect(admitted5)
        let admitted6 = limit.admits(.init(level: 3, message: "gone"), at: 1)
        #expect(admitted6)
    }

    @Test func messagesThatNeverRepeatAreBoundedTogether() {
        var limit = LogRateLimit()
        let written = (0..<10_000).count { limit.admits(kind("\($0)"), at: 1) }
        #expect(written == LogRateLimit.linesOfAllKinds)
        let due7 = limit.due(at: 62)
        #expect(due7 == [.others(count: 10_000 - written)])
    }

    @Test func whatIsLeftOutIsToldAtTheEnd() {
        var limit = LogRateLimit()
        for _ in 0..<7 { _ = limit.admits(kind("gone"), at: 0) }
        let due8 = limit.due(at: 1, isEnd: true)
        #expect(due8 == [.repeated(kind("gone"), count: 7 - LogRateLimit.linesOfOneKind)])
    }

    /// Every line is written or counted, once.
    @Test(arguments: 1...5 as ClosedRange<UInt64>) func nothingIsLostInSilence(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var limit = LogRateLimit()
        var (asked, told, now) = (0, 0, 0.0)
        func count(_ summaries: [LogRateLimit.Summary]) -> Int {
            summaries.reduce(0) { sum, summary in
                switch summary {
                case .repeated(_, let count), .others(let count): sum + count
                }
            }
        }
        for _ in 0..<20_000 {
            now += Double.random(in: 0..<0.5, using: &random)
            told += count(limit.due(at: now))
            asked += 1
            if limit.admits(kind("\(Int.random(in: 0..<100, using: &random))"), at: now) { told += 1 }
        }
        told += count(limit.due(at: now, isEnd: true))
        #expect(told == asked)
    }
}
