// SPDX-License-Identifier: Apache-2.0
import Perineometry
import RecordingFiles
import Testing

@Suite struct TextTimeTests {
    private func rows(_ times: [Double], unit: String = "time_s") -> String {
        "\(unit),pressure\n" + times.enumerated().map { "\($1),\($0)\n" }.joined()
    }

    @Test func missingRowsAreAGap() throws {
        let times = (0..<100).filter { !(40..<65).contains($0) }.map { Double($0) / 50 }
        let reading = try Reading(rows(times))
        #expect(reading.description.rateHertz == 50)
        #expect(reading.gaps == [RecordingGap(first: SampleIndex(40), missing: 25, seconds: 0.5)])
        #expect(reading.blocks.map(\.first) == [SampleIndex(0), SampleIndex(65)])
    }

    @Test func jitterBelowHalfAnIntervalIsNoGap() throws {
        var generator = SeededGenerator(seed: 4)
        let times = (0..<20_000).map { (Double($0) + Double.random(in: -0.4...0.4, using: &generator)) / 100 }
        let reading = try Reading(rows(times))
        #expect(abs(reading.description.rateHertz - 100) < 0.1)
        #expect(reading.gaps.count == 0)
        #expect(reading.values().count == 20_000)
    }

    @Test func clockThatDriftsIsFollowed() throws {
        // From 100 Hz to 101 Hz within 20 minutes: two seconds over all.
        var time = 0.0
        let times = (0..<120_000).map { sample in
            defer { time += 0.01 * (1 - 0.01 * Double(sample) / 120_000) }
            return time
        }
        let reading = try Reading(rows(times))
        #expect(reading.gaps.count == 0)
        #expect(reading.values().count == 120_000)
    }

    @Test func stampsRoundedToMillisecondsGiveTheTrueRate() throws {
        let times = (0..<5000).map { (Double($0) / 0.3).rounded() }
        let reading = try Reading(rows(times, unit: "time_ms"))
        #expect(abs(reading.description.rateHertz - 300) < 0.5)
        #expect(reading.gaps.count == 0)
        #expect(reading.values().count == 5000)
    }

    @Test func epochMicrosecondsKeepTheirPrecision() throws {
        let text = "timestamp,pressure\n" + (0..<500).map { "\(1_770_000_000_000_000 + $0 * 1000),\($0)\n" }.joined()
        let reading = try Reading(text)
        #expect(reading.description.rateHertz == 1000)
        #expect(reading.values().count == 500)
    }

    @Test func repeatedTimesAreLeftOutAndCounted() throws {
        let reading = try Reading("time,pressure\n0.0,1\n0.1,2\n0.1,3\n0.2,4\n0.3,5\n")
        #expect(reading.values() == [1, 2, 4, 5])
        #expect(reading.notes.contains { $0.contains("repeat the time") && $0.contains(": 1, the first in line 4") })
    }

    @Test func timeThatGoesBackIsRefusedWithItsLine() {
        guard case .unsorted(_, 5, _, _) = Reading.error("time,pressure\n0.0,1\n0.1,2\n0.2,3\n0.1,4\n") else {
            Issue.record("read")
            return
        }
    }

    @Test func unreadableTimesAreLeftOutAndCounted() throws {
        let reading = try Reading("time,pressure\n0.0,1\n0.1,2\n?,3\n0.3,4\n0.4,5\n")
        #expect(reading.values() == [1, 2, 4, 5])
        #expect(reading.gaps.map(\.missing) == [1])
        #expect(reading.notes.contains { $0.contains("time is unreadable: 1") && $0.contains("line 4") })
    }

    @Test func timesThatStandStillAreRefused() {
        guard case .unsteadyTime = Reading.error("time,pressure\n1,1\n1,2\n1,3\n1,4\n") else {
            Issue.record("read")
            return
        }
        guard case .unsteadyTime = Reading.error("time,pressure\n1,1\n") else {
            Issue.record("read")
            return
        }
    }

    @Test func stampsTooCoarseToTellRowsApartAreRefused() {
        // 150 Hz, written with two decimals: a third of the rows repeat the time before.
        let times = (0..<600).map { (Double($0) / 1.5).rounded(.down) / 100 }
        guard case .unsteadyTime = Reading.error(rows(times)) else {
            Issue.record("read")
            return
        }
    }

    @Test func absurdTimesAreRefused() {
        guard case .timeJump(_, 5, _) = Reading.error("time,pressure\n0.0,1\n0.1,2\n0.2,3\n1e300,4\n0.4,5\n") else {
            Issue.record("read")
            return
        }
        guard case .rateOutOfRange = Reading.error("time_s,pressure\n0,1\n1,2\n2,3\n") else {
            Issue.record("read")
            return
        }
        guard case .unreadableTime = Reading.error("when,pressure\na,1\nb,2\nc,3\n", RecordingSelection(time: "when"))
        else {
            Issue.record("read")
            return
        }
    }

    @Test func rateGivenOverridesTheTimeColumn() throws {
        let reading = try Reading("time,pressure\n0.0,1\n0.1,2\n9.2,3\n", RecordingSelection(rateHertz: 25))
        #expect(reading.description.rateHertz == 25)
        #expect(reading.values() == [1, 2, 3])
        #expect(reading.notes.contains { $0.contains("not consulted") })
        guard case .rateOutOfRange(_, 1, "--rate") = Reading.error("1\n2\n3\n", RecordingSelection(rateHertz: 1)) else {
            Issue.record("read")
            return
        }
        #expect(Reading.error("1\n2\n3\n", RecordingSelection(rateHertz: .nan)) != nil)
    }

    @Test func datesGiveTheStart() throws {
        let text = "when,pressure\n2026-01-01 10:00:00.00,1\n2026-01-01 10:00:00.02,2\n2026-01-01 10:00:00.04,3\n"
        let reading = try Reading(text)
        #expect(reading.description.start == "2026-01-01T10:00:00.00")
        #expect(reading.description.rateHertz == 50)
    }
}
