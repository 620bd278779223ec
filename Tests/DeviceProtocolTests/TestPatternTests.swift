// SPDX-License-Identifier: Apache-2.0
import DeviceProtocol
import Testing

@Suite struct TestPatternTests {
    @Test func theRampTurnsAtFifteenBitsAndChannelsAreAThousandApart() {
        let limits: ClosedRange<Int32> = -100...100
        #expect(TestPattern.ramp.count(ofSample: 0, channel: 0, limits: limits) == 0)
        #expect(TestPattern.ramp.count(ofSample: 5, channel: 7, limits: limits) == 7005)
        #expect(TestPattern.ramp.count(ofSample: 32767, channel: 0, limits: limits) == 32767)
        #expect(TestPattern.ramp.count(ofSample: 32768, channel: 0, limits: limits) == 0)
        #expect(TestPattern.ramp.count(ofSample: 31768, channel: 1, limits: limits) == 0)
    }

    @Test func extremesBeginWithTheMinimum() {
        let limits: ClosedRange<Int32> = -2048...2047
        #expect(TestPattern.extremes.count(ofSample: 0, channel: 3, limits: limits) == -2048)
        #expect(TestPattern.extremes.count(ofSample: 1, channel: 3, limits: limits) == 2047)
    }

    @Test func theSensorsCountsAreNotForetold() {
        #expect(TestPattern.off.count(ofSample: 0, channel: 0, limits: 0...1) == nil)
    }
}
