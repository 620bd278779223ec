// SPDX-License-Identifier: Apache-2.0
import ContractionDetection
import Foundation
import Testing

/// One case of the file that scripts/golden/breathing.py writes.
struct BreathingCase: CustomTestStringConvertible, Sendable {
    var name: String
    var figures: [String: Double]

    static let stepsPerSecond = 10.0
    static let seconds = 150.0

    var testDescription: String { name }

    func figure(_ name: String) throws -> Double { try #require(figures[name], "the case has no \(name)") }

    /// The pressure in steps, as the script makes it.
    func pressure() throws -> [Double] {
        let (start, end) = (try figure("start"), try figure("end"))
        let (height, drift) = (try figure("height"), try figure("drift"))
        let (heart, noise) = (try figure("heart"), try figure("noise"))
        var generator = GoldenGenerator(state: 7)
        return (0..<Int(Self.seconds * Self.stepsPerSecond)).map { step in
            let time = Double(step) / Self.stepsPerSecond
            let breaths = (start * time + (end - start) * time * time / (2 * Self.seconds)) / 60
            return 17 + height / 2 * sin(2 * .pi * breaths) + drift / 60 * time + heart / 2 * sin(2 * .pi * 1.2 * time)
                + noise * generator.nextSigned()
        }
    }

    /// An unreadable file gives no cases, which `theGoldenFileIsRead` notices.
    static let all: [BreathingCase] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Golden/breathing.txt")
        guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
        return text.split(separator: "\n").filter { $0.hasPrefix("case ") }.map { line in
            let words = line.split(separator: " ").map(String.init)
            var figures: [String: Double] = [:]
            for word in words.dropFirst(2) {
                let sides = word.split(separator: "=").map(String.init)
                figures[sides[0]] = sides.count == 2 ? Double(sides[1]) : nil
            }
            return BreathingCase(name: words[1], figures: figures)
        }
    }()
}

/// The generator of Steele, Lea and Flood 2014, as the script has it.
struct GoldenGenerator: RandomNumberGenerator {
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

    /// Standard normal (Box & Muller 1958).
    mutating func nextNormal() -> Double {
        let radius = (-2 * log(1 - Double(next() >> 11) * 0x1p-53)).squareRoot()
        return radius * cos(2 * .pi * Double(next() >> 11) * 0x1p-53)
    }
}

/// A resting tone that wanders: an Ornstein-Uhlenbeck process in steps.
struct WanderingTone {
    var deviation: Double
    var timeConstant: Double
    var generator: GoldenGenerator
    private var value: Double?

    init(deviation: Double, timeConstant: Double, seed: UInt64) {
        self.deviation = deviation
        self.timeConstant = timeConstant
        generator = GoldenGenerator(state: seed)
    }

    mutating func next() -> Double {
        let kept = exp(-1 / (BreathingCase.stepsPerSecond * timeConstant))
        let fresh = deviation * generator.nextNormal()
        let next = value.map { kept * $0 + (1 - kept * kept).squareRoot() * fresh } ?? fresh
        value = next
        return next
    }
}
