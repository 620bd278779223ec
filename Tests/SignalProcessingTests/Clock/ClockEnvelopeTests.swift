// SPDX-License-Identifier: Apache-2.0
import Foundation
import SignalProcessing
import Testing

struct ClockEnvelopeTests {
    /// One case of the file that scripts/golden/clock.py writes.
    struct Case: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var points: [ClockDifference] = []
        var endNanoseconds = Double.nan
        var slope = Double.nan

        static let all: [Case] = {
            let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .appending(path: "Golden/clock-lines.txt")
            guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
            var cases: [Case] = []
            for line in text.split(separator: "\n") where !line.hasPrefix("#") {
                let words = line.split(separator: " ")
                let current = cases.count - 1
                switch words[0] {
                case "case": cases.append(Case(testDescription: words.dropFirst().joined(separator: " ")))
                case "device":
                    cases[current].points = words.dropFirst().map {
                        ClockDifference(deviceMicroseconds: Int64($0) ?? 0, nanoseconds: 0)
                    }
                case "difference":
                    for (index, word) in words.dropFirst().enumerated() {
                        cases[current].points[index].nanoseconds = Int64(word) ?? 0
                    }
                case "end": cases[current].endNanoseconds = Double(words[1]) ?? .nan
                default: cases[current].slope = Double(words[1]) ?? .nan
                }
            }
            return cases
        }()
    }

    @Test func theGoldenFileIsRead() { #expect(Case.all.count == 12) }

    /// The solver states its line to 1e-7 (HiGHS' feasibility tolerance), here in milliseconds.
    @Test(arguments: Case.all) func theLineIsTheOneThatLinearProgrammingFinds(golden: Case) throws {
        var envelope = ClockEnvelope()
        for point in golden.points { envelope.note(point) }
        let line = try #require(envelope.line())
        let end = envelope[envelope.count - 1]
        #expect(abs(-line.residual(of: end) - golden.endNanoseconds) < 1)
        #expect(abs(line.slope - golden.slope) < 1e-6)
    }

    private func envelope(seconds: Range<Int64>, _ difference: (Int64) -> Int64) -> ClockEnvelope {
        var envelope = ClockEnvelope()
        for second in seconds {
            for (part, late) in [(0, 900), (500_000, 0), (999_999, 500)] as [(Int64, Int64)] {
                envelope.note(
                    ClockDifference(
                        deviceMicroseconds: second * 1_000_000 + part, nanoseconds: difference(second) + late))
            }
        }
        return envelope
    }

    @Test func ofEverySecondTheLeastDifferenceIsKept() {
        let envelope = envelope(seconds: 5..<9) { $0 }
        #expect(envelope.count == 3)
        #expect(envelope[0].deviceMicroseconds == 5_500_000)
        #expect(envelope[0].nanoseconds == 5)
        #expect(envelope.open?.deviceMicroseconds == 8_500_000)
    }

    @Test func noPacketLiesBelowTheLine() throws {
        var random = SplitMix64(state: 3)
        let envelope = envelope(seconds: 0..<100) { _ in Int64(random.next() % 1_000_000) }
        let line = try #require(envelope.line())
        for index in 0..<envelope.count { #expect(line.residual(of: envelope[index]) >= -1e-6) }
    }

    @Test func onlyTwoMinutesAreKept() {
        let envelope = envelope(seconds: 0..<1000) { $0 }
        #expect(envelope.count == ClockEnvelope.capacity)
        #expect(envelope[0].nanoseconds == 879)
        #expect(envelope[119].nanoseconds == 998)
    }

    @Test func aPauseEndsWhatIsTooOld() {
        var envelope = envelope(seconds: 0..<100) { $0 }
        envelope.note(ClockDifference(deviceMicroseconds: 170_000_000, nanoseconds: 0))
        #expect(envelope[0].nanoseconds == 50)
        envelope.note(ClockDifference(deviceMicroseconds: 1_000_000_000, nanoseconds: 0))
        #expect(envelope.count == 0)
    }

    @Test func theNewestSecondsCanBeKeptAlone() {
        var envelope = envelope(seconds: 0..<300) { $0 }
        envelope.keepNewest(10)
        #expect(envelope.count == 10)
        #expect(envelope[0].nanoseconds == 289)
        #expect(envelope[9].nanoseconds == 298)
    }
}
