// SPDX-License-Identifier: Apache-2.0
import Perineometry
import Testing

@testable import RecordingFiles

@Suite struct RecordedUnitTests {
    @Test(
        arguments: [
            ("cmH2O", .cmH2O), ("cm H2O", .cmH2O), ("CMH20", .cmH2O), ("cm[H2O]", .cmH2O), ("cm H₂O", .cmH2O),
            ("hPa", .hectopascal), ("mBar", .millibar), ("KPA", .kilopascal), ("Pa", .pascal), ("MPa", .megapascal),
            ("mm[Hg]", .mmHg), ("MMHG", .mmHg), ("torr", .torr), ("PSI", .psi), ("mmH2O", .mmH2O), ("bar", .bar),
            ("raw", .counts), ("counts", .counts),
            ("mPa", nil), ("uV", nil), ("", nil), ("arb", nil), ("H2O", nil),
        ] as [(String, RecordedUnit?)])
    func textsOfUnits(_ text: String, _ unit: RecordedUnit?) { #expect(RecordedUnit(parsing: text) == unit) }

    @Test func everyNameIsReadBack() {
        for unit in RecordedUnit.allCases { #expect(RecordedUnit(parsing: unit.rawValue) == unit) }
    }

    @Test func factorsAgreeWithThoseOfTonusAndWithEachOther() {
        #expect(RecordedUnit.mmHg.cmH2O == Pressure(1, .mmHg).cmH2O)
        #expect(RecordedUnit.hectopascal.cmH2O == Pressure(1, .hPa).cmH2O)
        #expect(abs(RecordedUnit.kilopascal.cmH2O - 10.197_162) < 1e-6)
        #expect(abs(RecordedUnit.psi.cmH2O - 70.306_96) < 1e-5)
        #expect(abs(RecordedUnit.pascal.cmH2O * 1e5 - RecordedUnit.bar.cmH2O) < 1e-9)
        #expect(abs(RecordedUnit.megapascal.cmH2O - 1000 * RecordedUnit.kilopascal.cmH2O) < 1e-9)
    }

    @Test(
        arguments: [
            ("pressure_cmH2O", .cmH2O), ("Pressure (mmHg)", .mmHg), ("p [hPa]", .hectopascal), ("p cm[H2O]", .cmH2O),
            ("Pressure (cm[H2O])", .cmH2O), ("p cm H2O", .cmH2O), ("kPa", .kilopascal), ("Druck/mbar", .millibar),
            ("vaginal", nil), ("p_pa", nil), ("bar chart", nil), ("Pressure (vaginal)", nil),
        ] as [(String, RecordedUnit?)])
    func unitsInHeadings(_ heading: String, _ unit: RecordedUnit?) {
        if case .known(let found, _) = HeadingUnit(heading) {
            #expect(found == unit)
        } else {
            #expect(unit == nil)
        }
    }

    @Test(arguments: ["Pressure (mV)", "p [V]", "pressure_raw", "sensor_counts"])
    func headingsOfOtherUnitsAreNoPressure(_ heading: String) {
        guard case .foreign = HeadingUnit(heading) else {
            Issue.record("\(HeadingUnit(heading))")
            return
        }
    }
}
