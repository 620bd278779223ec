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

    private func learn(_ tracker: inout RestTracker, _ value: Double, seconds: Double, rate: Double = 100) {
        for _ in 0..<Int((seconds * rate).rounded()) { tracker.learn(value) }
    }
}
