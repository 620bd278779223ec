// SPDX-License-Identifier: Apache-2.0
import Perineometry
import SignalProcessing
import Testing

struct DeviceClockTests {
    /// A device whose clock runs fast or slow, behind a transport that delays every packet a little.
    private struct Link {
        var driftPartsPerMillion = 0.0
        var deviceMicroseconds: Double
        var hostNanoseconds = 5e12
        var random = SplitMix64(state: 1)

        /// The next packet, so many seconds of true time later, delayed by 0.1 ms and an irregular lateness.
        mutating func packet(
            after seconds: Double, jitter: Double
        ) -> (stamp: UInt32, truth: HostTime, received: HostTime) {
            hostNanoseconds += seconds * 1e9
            deviceMicroseconds += seconds * (1e6 + driftPartsPerMillion)
            let uniform = (random.nextSigned() + 1) / 2
            let delay = 0.1e-3 + jitter * uniform * uniform
            return (
                UInt32(truncatingIfNeeded: UInt64(deviceMicroseconds)),
                HostTime(nanoseconds: UInt64(hostNanoseconds)),
                HostTime(nanoseconds: UInt64(hostNanoseconds + delay * 1e9))
            )
        }
    }

    @Test func nothingIsKnownBeforeTheFirstPacket() {
        #expect(DeviceClock().uncertaintySeconds == .infinity)
    }

    @Test(arguments: [-100.0, -20, 0, 50, 100])
    func theErrorStaysWithinTheStatedUncertainty(driftPartsPerMillion: Double) {
        var link = Link(driftPartsPerMillion: driftPartsPerMillion, deviceMicroseconds: 1e6)
        var clock = DeviceClock()
        var worst = 0.0
        for packet in 0..<120_000 {
            let (stamp, truth, received) = link.packet(after: 1e-3, jitter: 8e-3)
            let time = clock.observe(deviceMicroseconds: stamp, receivedAt: received)
            let error = abs(clock.hostTime(of: time).seconds - truth.seconds)
            #expect(error <= clock.uncertaintySeconds, "packet \(packet)")
            if packet > 2000 { worst = max(worst, error) }
        }
        #expect(worst < 1.5e-3)
        #expect(clock.uncertaintySeconds < 3e-3)
    }

    @Test func oneLatePacketDoesNotMoveTheEstimate() {
        var link = Link(deviceMicroseconds: 0)
        var clock = DeviceClock()
        for _ in 0..<3000 {
            let (stamp, _, received) = link.packet(after: 1e-3, jitter: 0)
            _ = clock.observe(deviceMicroseconds: stamp, receivedAt: received)
        }
        let before = clock.hostTime(of: DeviceTime(microseconds: 4_000_000))
        let (stamp, _, received) = link.packet(after: 1e-3, jitter: 0)
        let late = HostTime(nanoseconds: received.nanoseconds + 500_000_000)
        _ = clock.observe(deviceMicroseconds: stamp, receivedAt: late)
        #expect(clock.hostTime(of: DeviceTime(microseconds: 4_000_000)) == before)
    }

    @Test func theTimeAPacketTakesToFillIsNotTakenForDelay() {
        var clock = DeviceClock()
        let time = clock.observe(
            deviceMicroseconds: 1_000_000, receivedAt: HostTime(nanoseconds: 9_015_000_000),
            completeAfterMicroseconds: 15_000
        )
        #expect(clock.hostTime(of: time) == HostTime(nanoseconds: 9_000_000_000))
    }

    @Test func theTurnOfThe32BitClockIsUnwrapped() {
        var clock = DeviceClock()
        let start = UInt64(UInt32.max) - 1500
        var previous = clock.observe(deviceMicroseconds: UInt32(start), receivedAt: HostTime(nanoseconds: 1_000_000))
        #expect(previous.microseconds == start)
        for step in 1...5 as ClosedRange<UInt64> {
            let time = clock.observe(
                deviceMicroseconds: UInt32(truncatingIfNeeded: start + 1000 * step),
                receivedAt: HostTime(nanoseconds: 1_000_000 + 1_000_000 * step)
            )
            #expect(time.seconds(since: previous) == 1e-3)
            previous = time
        }
        #expect(clock.deviceTime(unwrapping: UInt32(start)).microseconds == start)
        #expect(clock.deviceTime(unwrapping: 10).microseconds == 1 << 32 + 10)
    }

    @Test func aSilenceOfManyTurnsIsBridgedByTheHostClock() {
        var clock = DeviceClock()
        _ = clock.observe(deviceMicroseconds: 7, receivedAt: HostTime(nanoseconds: 0))
        let later: UInt64 = 3 << 32 + 12345
        let time = clock.observe(
            deviceMicroseconds: UInt32(truncatingIfNeeded: later),
            receivedAt: HostTime(nanoseconds: later * 1000 + 40_000_000)
        )
        #expect(time.microseconds == later)
    }

    @Test func aPacketOutOfOrderKeepsItsOwnTime() {
        var clock = DeviceClock()
        _ = clock.observe(deviceMicroseconds: 2000, receivedAt: HostTime(nanoseconds: 10_000_000))
        let late = clock.observe(deviceMicroseconds: 1000, receivedAt: HostTime(nanoseconds: 10_100_000))
        #expect(late.microseconds == 1000)
        let next = clock.observe(deviceMicroseconds: 3000, receivedAt: HostTime(nanoseconds: 11_000_000))
        #expect(next.microseconds == 3000)
    }

    @Test func afterARestartNothingOfTheOldClockIsLeft() {
        var clock = DeviceClock()
        _ = clock.observe(deviceMicroseconds: 4_000_000_000, receivedAt: HostTime(nanoseconds: 5_000_000_000_000))
        clock.restart()
        #expect(clock.uncertaintySeconds == .infinity)
        let time = clock.observe(deviceMicroseconds: 500, receivedAt: HostTime(nanoseconds: 5_001_000_000_000))
        #expect(time.microseconds == 500)
        #expect(clock.hostTime(of: time) == HostTime(nanoseconds: 5_001_000_000_000))
    }

    @Test func anInstantBeforeTheHostsBootIsHeldAtZero() {
        var clock = DeviceClock()
        _ = clock.observe(deviceMicroseconds: 9_000_000, receivedAt: HostTime(nanoseconds: 1_000_000))
        #expect(clock.hostTime(of: DeviceTime(microseconds: 0)) == HostTime(nanoseconds: 0))
    }
}
