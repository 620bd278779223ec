// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import RecordingFiles

@Suite struct DecimalNumberTests {
    @Test(arguments: [
        "0", "-0", "1", "+1.5", ".5", "5.", "-12.25", "1e3", "1E-3", "2.5e+10", "9007199254740993", "0.1",
        "123456789012345678901234567890", "2.2250738585072011e-308", "4.9e-324", "1.7976931348623157e308",
        "0.000000000000000000000000000001", "8.41471000000000035e+00", "1234567890123456789.5",
    ]) func agreesWithTheStandardLibraryToTheBit(_ text: String) throws {
        let value = try #require(DecimalNumber.parse(text))
        let expected = try #require(Double(text.hasSuffix(".") ? String(text.dropLast()) : text))
        #expect(value.bitPattern == expected.bitPattern)
    }

    @Test func agreesForRandomNumbers() {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<20_000 {
            let value = Double(bitPattern: generator.next())
            guard value.isFinite else { continue }
            #expect(DecimalNumber.parse("\(value)") == value)
            let digits = "\(Int64(truncatingIfNeeded: generator.next())).\(generator.next() % 1_000_000)"
            #expect(DecimalNumber.parse(digits) == Double(digits))
        }
    }

    @Test(arguments: [
        "", " ", "+", "-", ".", "e5", "1e", "1e+", "1.2.3", "1,5", "0x10", "nan", "inf", "1e999", "12 3", "--1",
        "1_000",
        "١", "1e1234567",
    ]) func textsThatAreNoNumbers(_ text: String) { #expect(DecimalNumber.parse(text) == nil) }
}
