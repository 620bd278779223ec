// SPDX-License-Identifier: Apache-2.0
import Perineometry
import Testing

@testable import Acquisition

@Suite struct StallWatchdogTests {
    private func at(_ seconds: Double) -> HostTime { HostTime(nanoseconds: UInt64((seconds * 1e9).rounded())) }

    /// Asks every millisecond from `start` on, and notes when each step came.
    private func steps(
        of watchdog: inout StallWatchdog, from start: Double, for seconds: Double
    ) -> [(step: StallWatchdog.Step, at: Double)] {
        var steps: [(step: StallWatchdog.Step, at: Double)] = []
        for millisecond in 0...Int(seconds * 1000) {
            let now = start + Double(millisecond) / 1000
            if let step = watchdog.due(now: at(now)) { steps.append((step, now)) }
        }
        return steps
    }

    @Test(arguments: [0.001, 0.002, 0.02, 0.1])
    func silenceIsAStallAfterThreePacketPeriodsButNotBeforeABusyMachineMayBeTheReason(period: Double) {
        var watchdog = StallWatchdog(now: at(1))
        watchdog.packetsArrived(at: at(10), packetSeconds: period)
        let first = steps(of: &watchdog, from: 10, for: 1).first
        let due = 10 + max(3 * period, StallWatchdog.leastSeconds)
        #expect(first?.step == .stalled)
        #expect(abs((first?.at ?? 0) - due) < 0.0015)
    }

    @Test func remediesGetHarsherWithTimeAndComeOnceEach() {
        var watchdog = StallWatchdog(now: at(1))
        watchdog.packetsArrived(at: at(10), packetSeconds: 0.002)
        let all = steps(of: &watchdog, from: 10, for: 60)
        #expect(all.map(\.step) == [.stalled, .restartTransfers, .resetDevice, .hopeless])
        #expect(all.last.map { $0.at < 13.1 } == true)
    }

    @Test func aPacketEndsTheSilenceAndTheNextOneIsMetFromTheBeginning() {
        var watchdog = StallWatchdog(now: at(1))
        watchdog.packetsArrived(at: at(10), packetSeconds: 0.002)
        let before = steps(of: &watchdog, from: 10, for: 0.5)
        #expect(before.map(\.step) == [.stalled, .restartTransfers])
        watchdog.packetsArrived(at: at(10.6), packetSeconds: 0.002)
        let after = steps(of: &watchdog, from: 10.6, for: 0.1)
        #expect(after.map(\.step) == [.stalled])
    }

    @Test func theFirstPacketMayTakeLonger() {
        var watchdog = StallWatchdog(now: at(10))
        let all = steps(of: &watchdog, from: 10, for: 1)
        #expect(all.first?.step == .stalled)
        #expect(abs((all.first?.at ?? 0) - 10 - StallWatchdog.firstPacketSeconds) < 0.0015)
    }

    @Test func whoeverSleepsUntilItIsDueMissesNothing() {
        var watchdog = StallWatchdog(now: at(10))
        var now = 10.0
        var seen: [StallWatchdog.Step] = []
        for _ in 0..<40 {
            now += Double(watchdog.milliseconds(from: at(now))) / 1000
            if let step = watchdog.due(now: at(now)) { seen.append(step) }
        }
        #expect(seen == [.stalled, .restartTransfers, .resetDevice, .hopeless])
    }

}
