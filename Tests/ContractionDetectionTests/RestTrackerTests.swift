// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import ContractionDetection

struct RestTrackerTests {
    @Test func theLevelIsTheMedianOfTheLastTenSeconds() {
        var tracker = RestTracker(sampleRateHertz: 100, definition: .current)
        learn(&tracker, 5, seconds: 10)
        learn(&tracker, 9, seconds: 4)
        let early = tracker.level
        learn(&tracker, 9, seconds: 2)
        let late = tracker.level
        #expect(early == 5)
        #expect(late == 9)
    }

    @Test func theLevelIsKnownAfterAMomentAndSoonerAfterARestart() {
        var tracker = RestTracker(sampleRateHertz: 100, definition: .current)
        learn(&tracker, 5, seconds: 1.45)
        let before = tracker.isKnown
        learn(&tracker, 5, seconds: 0.05)
        let after = tracker.isKnown
        #expect(!before && after)
        tracker.restart()
        learn(&tracker, 7, seconds: 0.95)
        let restarted = tracker.isKnown
        learn(&tracker, 7, seconds: 0.05)
        let relearned = tracker.level
        #expect(!restarted)
        #expect(relearned == 7)
    }

    @Test func theLastHalfSecondCanBeTakenBack() {
        var tracker = RestTracker(sampleRateHertz: 100, definition: .current)
        learn(&tracker, 5, seconds: 2)
        for _ in 0..<20 {
            learn(&tracker, 30, seconds: 0.5)
            tracker.forgetRecent()
        }
        let level = tracker.level
        #expect(level == 5)
        learn(&tracker, 30, seconds: 5)
        let learned = tracker.level
        #expect(learned == 30)
    }

    @Test func theDeviationOfNormalNoiseIsItsStandardDeviation() {
        var tracker = RestTracker(sampleRateHertz: 20, definition: .current)
        var random = SplitMix64(state: 5)
        for _ in 0..<400 { tracker.learn(17 + 0.8 * random.nextNormal()) }
        let deviation = tracker.deviation
        #expect(abs(deviation - 0.8) < 0.15)
    }

    @Test func theDeviationStaysWithinItsRangeAndOutlivesARestart() {
        var tracker = RestTracker(sampleRateHertz: 20, definition: .current)
        learn(&tracker, 17, seconds: 4, rate: 20)
        let quiet = tracker.deviation
        for step in 0..<400 { tracker.learn(step.isMultiple(of: 2) ? 0 : 40) }
        let loud = tracker.deviation
        tracker.restart()
        learn(&tracker, 17, seconds: 1, rate: 20)
        let restarted = tracker.deviation
        learn(&tracker, 17, seconds: 2, rate: 20)
        let settled = tracker.deviation
        #expect(quiet == 0.1)
        #expect(loud == 2)
        #expect(restarted == 2)
        #expect(settled == 0.1)
    }

    private func learn(_ tracker: inout RestTracker, _ value: Double, seconds: Double, rate: Double = 100) {
        for _ in 0..<Int((seconds * rate).rounded()) { tracker.learn(value) }
    }
}
