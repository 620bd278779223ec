// SPDX-License-Identifier: Apache-2.0
import Foundation
import SignalProcessing
import Testing

/// One case of a file written by scripts/golden/filters.py.
struct GoldenCase: CustomTestStringConvertible, Sendable {
    var family: String
    /// Ripple, attenuation, Q or norm.
    var parameter: String
    var bandName: String
    var order: Int
    var sampleRateHertz: Double
    var edgesHertz: [Double]
    var sections: [BiquadCoefficients] = []
    var columns: [String: [Double]] = [:]

    var testDescription: String {
        "\(family) \(parameter) \(bandName) \(edgesHertz) Hz, order \(order), at \(sampleRateHertz) Hz"
    }

    func column(_ name: String) throws -> [Double] {
        try #require(columns[name], "the golden file has no column \(name)")
    }

    /// The sections of the file as a cascade at rest.
    var cascade: BiquadCascade { BiquadCascade(sections) }

    /// The case designed here.
    func design() throws -> FilterDesign {
        if family == "notch" || family == "peak" {
            let design = family == "notch" ? FilterDesign.notch : FilterDesign.peak
            return try design(edgesHertz[0], try #require(Double(parameter)), sampleRateHertz)
        }
        let prototype: FilterPrototype =
            switch family {
            case "bessel": .bessel(try #require(BesselNorm(rawValue: parameter)))
            case "chebyshevI": .chebyshevI(rippleDecibels: try #require(Double(parameter)))
            case "chebyshevII": .chebyshevII(attenuationDecibels: try #require(Double(parameter)))
            default: .butterworth
            }
        let band: FilterBand =
            switch bandName {
            case "highPass": .highPass(hertz: edgesHertz[0])
            case "bandPass": .bandPass(lowHertz: edgesHertz[0], highHertz: edgesHertz[1])
            case "bandStop": .bandStop(lowHertz: edgesHertz[0], highHertz: edgesHertz[1])
            default: .lowPass(hertz: edgesHertz[0])
            }
        return try FilterDesign(prototype, order: order, band, sampleRateHertz: sampleRateHertz)
    }

    /// Reads the file of this name beside this source. An unreadable file gives no cases, which the `goldenFilesAreRead`
    /// of every suite notices.
    static func load(_ name: String) -> [GoldenCase] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        guard let text = try? String(contentsOf: folder.appending(path: name), encoding: .utf8) else { return [] }
        var cases: [GoldenCase] = []
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let words = line.split(separator: " ").map(String.init)
            if words[0] == "case" {
                cases.append(
                    GoldenCase(
                        family: words[1], parameter: words[2], bandName: words[3], order: Int(words[4]) ?? -1,
                        sampleRateHertz: Double(words[5]) ?? .nan, edgesHertz: words[6...].map { Double($0) ?? .nan }))
                continue
            }
            let numbers = words.dropFirst().map { Double($0) ?? .nan }
            if words[0] == "sos" {
                cases[cases.count - 1].sections.append(
                    BiquadCoefficients(b0: numbers[0], b1: numbers[1], b2: numbers[2], a1: numbers[3], a2: numbers[4])
                )
            } else {
                cases[cases.count - 1].columns[words[0]] = numbers
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
