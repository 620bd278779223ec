// SPDX-License-Identifier: Apache-2.0
import Perineometry
import Testing

@Suite struct PressureTests {
    @Test func conversionsMatchTheConventionalFactors() {
        #expect(abs(Pressure(cmH2O: 1).value(in: .hPa) - 0.980_665) < 1e-12)
        #expect(abs(Pressure(cmH2O: 1).value(in: .mmHg) - 0.735_559) < 1e-6)
        #expect(abs(Pressure(1, .mmHg).cmH2O - 1.359_510) < 1e-6)
    }

    @Test(arguments: PressureUnit.allCases) func aValueSurvivesTheWayThereAndBack(unit: PressureUnit) {
        #expect(abs(Pressure(36.5, unit).value(in: unit) - 36.5) < 1e-12)
    }
}
