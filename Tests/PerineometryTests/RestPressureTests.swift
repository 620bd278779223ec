// SPDX-License-Identifier: Apache-2.0
import Perineometry
import Testing

@Suite struct RestPressureTests {
    private func judge(
        _ level: Double? = 17, zero: ZeroState = .air, isContracted: Bool = false, slope: Double? = 0.1,
        isSettled: Bool = true
    ) -> RestPressure {
        RestPressure(
            level: level, zero: zero, isContracted: isContracted, slopePerMinute: slope, isSettled: isSettled)
    }

    @Test func aSettledLevelOverTheAtmosphereIsStated() { #expect(judge() == .value(17)) }

    @Test func withoutAZeroInAirNothingIsStatedHoweverSteadyItIs() {
        #expect(judge(zero: .none) == .refused(.notZeroed))
        #expect(judge(zero: .inSitu) == .refused(.zeroedInSitu))
        #expect(judge(0, zero: .inSitu, slope: 0) == .refused(.zeroedInSitu))
    }

    @Test func whatIsNotKnownIsRefused() {
        #expect(judge(nil) == .refused(.notKnown))
        #expect(judge(.nan) == .refused(.notKnown))
        #expect(judge(.infinity) == .refused(.notKnown))
    }

    @Test func whatIsNotSteadyIsRefusedAndSaysWhetherThatIsKnown() {
        #expect(judge(slope: nil, isSettled: false) == .refused(.warmingUp))
        #expect(judge(slope: 3, isSettled: false) == .refused(.notSettled))
        #expect(judge(isContracted: true) == .refused(.contracted))
    }
}
