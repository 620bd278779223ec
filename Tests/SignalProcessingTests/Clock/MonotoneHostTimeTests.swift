// SPDX-License-Identifier: Apache-2.0
import Perineometry
import SignalProcessing
import Testing

struct MonotoneHostTimeTests {
    @Test func aStepBackIsHeldAtTheInstantBefore() {
        var run = MonotoneHostTime()
        #expect(run.advance(to: HostTime(nanoseconds: 100)) == HostTime(nanoseconds: 100))
        #expect(run.advance(to: HostTime(nanoseconds: 60)) == HostTime(nanoseconds: 100))
        #expect(run.heldSeconds == 40e-9)
        #expect(run.advance(to: HostTime(nanoseconds: 101)) == HostTime(nanoseconds: 101))
        #expect(run.heldSeconds == 0)
    }

    @Test func hostTimesNeverRunBackwardsThroughJitterDriftAndARestart() {
        var random = SplitMix64(state: 9)
        var clock = DeviceClock()
        var run = MonotoneHostTime()
        var previous = HostTime(nanoseconds: 0)
        var stepsBack = 0
        for packet in 0..<20_000 as Range<UInt64> {
            if packet == 10_000 { clock.restart() }
            let stamp = UInt32(packet % 10_000 * 1000)
            let delay = UInt64((random.nextSigned() + 1) * 4e6)
            // Every packet before the restart is later than those after it.
            let late: UInt64 = packet < 10_000 ? 20_000_000 : 0
            let received = HostTime(nanoseconds: 1_000_000_000 + packet * 999_900 + delay + late)
            let time = clock.observe(deviceMicroseconds: stamp, receivedAt: received)
            let estimate = clock.hostTime(of: time)
            if estimate < previous { stepsBack += 1 }
            let published = run.advance(to: estimate)
            #expect(published >= previous)
            previous = published
        }
        #expect(stepsBack > 0, "without a step back this test proves nothing")
    }
}
