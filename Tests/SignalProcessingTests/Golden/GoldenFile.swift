// SPDX-License-Identifier: Apache-2.0
import Foundation
import SignalProcessing
import Testing

/// One case of a file written by scripts/golden/filters.py.
struct GoldenCase: CustomTestStringConvertible, Sendable {
    var order: Int
    var cutoffHertz: Double
    var sampleRateHertz: Double
    var sections: [BiquadCoefficients] = []
    var columns: [String: [Double]] = [:]

    var testDescription: String { "order \(order), \(cutoffHertz) Hz at \(sampleRateHertz) Hz" }

    func column(_ name: String) throws -> [Double] {
        try #require(columns[name], "the golden file has no column \(name)")
    }

    /// Reads the file of this name beside this source. An unreadable file gives no cases, which
    /// `goldenFilesAreRead` notices.
    static func load(_ name: String) -> [GoldenCase] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        guard let text = try? String(contentsOf: folder.appending(path: name), encoding: .utf8) else { return [] }
        var cases: [GoldenCase] = []
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let words = line.split(separator: " ")
            let numbers = words.dropFirst().map { Double($0) ?? .nan }
            if words[0] == "case" {
                cases.append(
                    GoldenCase(order: Int(numbers[0]), cutoffHertz: numbers[1], sampleRateHertz: numbers[2])
                )
            } else if words[0] == "sos" {
                cases[cases.count - 1].sections.append(
                    BiquadCoefficients(b0: numbers[0], b1: numbers[1], b2: numbers[2], a1: numbers[3], a2: numbers[4])
                )
            } else {
                cases[cases.count - 1].columns[String(words[0])] = numbers
            }
        }
        return cases
    }
}

/// The generator of Steele, Lea and Flood 2014, as scripts/golden/filters.py has it.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// A number in [-1, 1).
    mutating func nextSigned() -> Double { Double(next() >> 11) * 0x1p-52 - 1 }
}

/// `test_input` of scripts/golden/filters.py.
func goldenInput(count: Int) -> [Double] {
    var generator = SplitMix64(state: 42)
    var values = (0..<count).map { _ in generator.nextSigned() }
    for index in count / 4..<count / 2 { values[index] += 3 }
    return values
}
