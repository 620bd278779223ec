// SPDX-License-Identifier: Apache-2.0
import Perineometry
import Testing

@Suite struct TimeTests {
    @Test func aDifferenceOfDeviceTimesHasASign() {
        let early = DeviceTime(microseconds: 1_000_000)
        let late = DeviceTime(microseconds: 3_500_000)
        #expect(late.seconds(since: early) == 2.5)
        #expect(early.seconds(since: late) == -2.5)
    }

    @Test func amplitudeAndDurationAreMeasuredFromRestAndOnset() {
        func instant(_ seconds: Double) -> SampleInstant {
            SampleInstant(
                index: SampleIndex(0), deviceTime: DeviceTime(microseconds: UInt64(seconds * 1e6)),
                hostTime: HostTime(nanoseconds: 0))
        }
        let contraction = Contraction(
            id: 1, onset: instant(10), offset: instant(15.5), restBefore: 17, baseline: 17, peak: 37,
            peakTime: DeviceTime(microseconds: 0), kind: .squeeze, confidence: 1, rule: .shape)
        #expect(contraction.amplitude == 20)
        #expect(contraction.duration == 5.5)
    }
}
