// SPDX-License-Identifier: Apache-2.0
import Glibc
import Perineometry
import SignalProcessing
import Testing

/// Holds the stated uncertainty to the truth, over hours of synthetic packets.
struct DeviceClockPropertyTests {
    enum Jitter: CaseIterable, Sendable {
        case none, exponential, bursts, usbFrames

        /// How late a packet is that was complete at this instant, in seconds.
        func delay(at seconds: Double, _ random: inout SplitMix64) -> Double {
            let exponential = -log((random.nextSigned() + 1) / 2 + 1e-12)
            switch self {
            case .none: return 0.1e-3
            case .exponential: return 0.1e-3 + 2e-3 * exponential
            // For 3 of every 11 s nothing comes on time.
            case .bursts:
                return 0.1e-3 + 0.3e-3 * exponential + (seconds.truncatingRemainder(dividingBy: 11) < 3 ? 30e-3 : 0)
            case .usbFrames:
                let inFrames = (seconds + 20e-6 * exponential) * 1000
                return inFrames.rounded(.up) / 1000 - seconds + 0.05e-3
            }
        }
    }

    /// A device, the way to the host, and what is published of both; the host's clock is the true one.
    struct Link {
        static let start = 3e9
        var jitter: Jitter
        var driftPartsPerMillion: Double
        var packetsPerSecond = 20.0
        var hostSeconds = 5000.0
        var deviceMicroseconds = Self.start
        var clock = DeviceClock()
        var published = MonotoneHostTime()
        var random = SplitMix64(state: 11)
        var arrival = 0.0
        var worst = 0.0

        init(_ jitter: Jitter, driftPartsPerMillion: Double) {
            self.jitter = jitter
            self.driftPartsPerMillion = driftPartsPerMillion
        }

        mutating func pause(seconds: Double) {
            hostSeconds += seconds
            deviceMicroseconds += seconds * (1e6 + driftPartsPerMillion)
        }

        /// The next packets. Returns how many of them were given a host time further from the truth than stated, and how
        /// many one before that of the packet before.
        mutating func run(seconds: Double) -> (outside: Int, backwards: Int) {
            var (outside, backwards) = (0, 0)
            for _ in 0..<Int(seconds * packetsPerSecond) {
                pause(seconds: 1 / packetsPerSecond)
                // USB delivers in order.
                arrival = max(arrival, hostSeconds + jitter.delay(at: hostSeconds, &random))
                let time = clock.observe(
                    deviceMicroseconds: UInt32(truncatingIfNeeded: UInt64(deviceMicroseconds)),
                    receivedAt: HostTime(nanoseconds: UInt64(arrival * 1e9)))
                let before = published.latest
                let instant = published.advance(to: clock.hostTime(of: time))
                if instant < before { backwards += 1 }
                let error = abs(instant.seconds - hostSeconds)
                worst = max(worst, error)
                // The device's microseconds are whole, the sum of doubles not exact.
                if error > clock.uncertaintySeconds + published.heldSeconds + 2e-6 { outside += 1 }
            }
            return (outside, backwards)
        }
    }

    @Test(arguments: [-200.0, -30, 0, 80, 200], Jitter.allCases)
    func theErrorStaysWithinTheStatedUncertaintyFromTheFirstPacketOn(drift: Double, jitter: Jitter) throws {
        var link = Link(jitter, driftPartsPerMillion: drift)
        var result = link.run(seconds: 200)
        #expect(result == (0, 0))
        link.worst = 0
        result = link.run(seconds: 200)
        #expect(result == (0, 0))
        #expect(link.clock.restarts == 0)
        #expect(link.worst < 1.5e-3)
        // While bursts last they might as well be a step.
        #expect(link.clock.uncertaintySeconds < (jitter == .bursts ? 40e-3 : 3e-3))
        let measured = try #require(link.clock.estimate?.drift)
        #expect(abs(measured.partsPerMillion - drift) <= measured.uncertaintyPartsPerMillion + 0.1)
        #expect(abs(measured.partsPerMillion - drift) < 10)
    }

    @Test(arguments: zip([-200.0, 12, 55, 200], Jitter.allCases))
    func hoursWithTwoTurnsOfThe32BitClockAreOneTime(drift: Double, jitter: Jitter) {
        var link = Link(jitter, driftPartsPerMillion: drift)
        #expect(link.run(seconds: 3 * 3600) == (0, 0))
        #expect(link.clock.restarts == 0)
        #expect(link.deviceMicroseconds > 3 * 0x1p32)
    }

    @Test(arguments: [0.5, 20, 119, 300, 7200], [-200.0, 200])
    func aPauseLeavesTheBoundTrue(seconds: Double, drift: Double) {
        var link = Link(.exponential, driftPartsPerMillion: drift)
        #expect(link.run(seconds: 90) == (0, 0))
        link.pause(seconds: seconds)
        #expect(link.run(seconds: 90) == (0, 0))
        #expect(link.clock.restarts == 0)
    }

    /// As when the host's clock is disciplined anew: more than the bound assumes, but the packets show it.
    @Test(arguments: [-100.0, -20, 20, 100]) func aRateThatChangesLeavesTheBoundTrue(partsPerMillion: Double) {
        var link = Link(.exponential, driftPartsPerMillion: 0)
        #expect(link.run(seconds: 150) == (0, 0))
        link.driftPartsPerMillion = partsPerMillion
        #expect(link.run(seconds: 300) == (0, 0))
        #expect(abs((link.clock.estimate?.drift?.partsPerMillion ?? .nan) - partsPerMillion) < 10)
    }

    @Test func aPauseBeforeThereIsAFitIsNotTakenForAStep() {
        var link = Link(.exponential, driftPartsPerMillion: 200)
        #expect(link.run(seconds: 5) == (0, 0))
        link.pause(seconds: 1800)
        #expect(link.run(seconds: 90) == (0, 0))
        #expect(link.clock.restarts == 0)
    }

    @Test func driftIsNotStatedBeforeItIsMeasured() {
        var link = Link(.none, driftPartsPerMillion: 50)
        _ = link.run(seconds: 25)
        #expect(link.clock.estimate?.drift == nil)
        #expect(link.clock.uncertaintySeconds >= DeviceClock.unfittedAllowanceSeconds)
        _ = link.run(seconds: 10)
        #expect(link.clock.estimate?.drift != nil)
    }

    @Test func aBetterEstimateIsApproachedNotJumpedTo() {
        var link = Link(.none, driftPartsPerMillion: -200)
        var previous: Double?
        for _ in 0..<(100 * 20) {
            _ = link.run(seconds: 0.05)
            let error = link.published.latest.seconds - link.hostSeconds
            if let previous { #expect(abs(error - previous) <= 0.05 * (DeviceClock.slewRate + 300e-6)) }
            previous = error
        }
    }

    @Test(arguments: [0.05, 3, 4000.0], Jitter.allCases)
    func aDeviceClockThatStepsAheadIsBegunAnewAtOnce(seconds: Double, jitter: Jitter) {
        var link = Link(jitter, driftPartsPerMillion: 20)
        _ = link.run(seconds: 120)
        link.deviceMicroseconds += seconds * 1e6
        let result = link.run(seconds: 120)
        // Bursts hide a step that is no larger than they are late.
        if jitter != .bursts { #expect(result == (0, 0)) }
        #expect(result.backwards == 0)
        #expect(link.clock.restarts >= 1)
        link.worst = 0
        #expect(link.run(seconds: 120) == (0, 0))
        #expect(link.worst < 1.5e-3)
    }

    @Test(arguments: [3, 600, 2000.0], Jitter.allCases)
    func aDeviceClockThatStepsBackIsBegunAnewAtOnce(seconds: Double, jitter: Jitter) {
        var link = Link(jitter, driftPartsPerMillion: 20)
        _ = link.run(seconds: 120)
        link.deviceMicroseconds -= seconds * 1e6
        #expect(link.run(seconds: 120).backwards == 0)
        #expect(link.clock.restarts == 1)
        link.worst = 0
        #expect(link.run(seconds: 120) == (0, 0))
        #expect(link.worst < 1.5e-3)
    }

    /// Too small a step back for a packet out of order, too late for none: delay and step look alike at first.
    @Test func aSmallStepBackWidensTheUncertaintyWithinTwoSecondsAndIsBelievedAfterTwelve() {
        var link = Link(.exponential, driftPartsPerMillion: 20)
        _ = link.run(seconds: 120)
        link.deviceMicroseconds -= 40_000
        _ = link.run(seconds: 2.1)
        #expect(link.clock.uncertaintySeconds > 35e-3)
        #expect(link.run(seconds: 9.9).outside == 0)
        #expect(link.clock.restarts == 1)
        #expect(link.run(seconds: 120) == (0, 0))
    }

    @Test(arguments: [1.0, 3600]) func aHostThatSleptIsNoticedAtThePacketAfter(seconds: Double) {
        var link = Link(.exponential, driftPartsPerMillion: -60)
        _ = link.run(seconds: 120)
        // CLOCK_MONOTONIC stands while the device goes on.
        link.deviceMicroseconds += seconds * 1e6
        #expect(link.run(seconds: 120) == (0, 0))
        #expect(link.clock.restarts == 1)
    }

    @Test func aRebootIsBegunAnewAndCounted() {
        var link = Link(.usbFrames, driftPartsPerMillion: 100)
        _ = link.run(seconds: 120)
        link.clock.restart()
        link.pause(seconds: 1)
        link.deviceMicroseconds = 1000
        #expect(link.run(seconds: 120) == (0, 0))
        #expect(link.clock.restarts == 1)
    }
}
