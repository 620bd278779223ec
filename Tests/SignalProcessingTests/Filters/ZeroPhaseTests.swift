// SPDX-License-Identifier: Apache-2.0
import SignalProcessing
import Testing

struct ZeroPhaseTests {
    static let recordings = GoldenCase.load("zero-phase.txt")

    @Test func goldenFilesAreRead() { #expect(Self.recordings.count == 13) }

    @Test(arguments: recordings) func zeroPhaseFilteringAgreesWithSciPy(golden: GoldenCase) throws {
        let expected = try golden.column("filtered")
        let filtered = try golden.sections.filteredWithZeroPhase(goldenInput(count: expected.count))
        try #require(filtered.count == expected.count)
        let largest = expected.map(abs).max() ?? 0
        for (ours, theirs) in zip(filtered, expected) { #expect(abs(ours - theirs) <= 1e-12 * max(1, largest)) }
    }

    @Test func aSlowOscillationComesOutNeitherLateNorSmaller() throws {
        let bessel = try FilterDesign(.bessel(.magnitude), order: 4, .lowPass(hertz: 10), sampleRateHertz: 100)
        let signal = (0..<1000).map { sample in
            // A half period of 5 s.
            let turn = Double(sample) / 1000
            return 16 * turn * (1 - turn) * (turn - 0.5)
        }
        let filtered = try bessel.sections.filteredWithZeroPhase(signal)
        for (one, other) in zip(signal, filtered) { #expect(abs(one - other) < 2e-3) }
    }

    @Test func aRecordingThatIsTooShortIsRefused() throws {
        let sections = try FilterDesign(.butterworth, order: 4, .lowPass(hertz: 10), sampleRateHertz: 100).sections
        #expect(sections.zeroPhasePadding == 15)
        #expect(throws: FilterDesignError.signalTooShort(samples: 15, longerThan: 15)) {
            try sections.filteredWithZeroPhase(Array(repeating: 1, count: 15))
        }
        #expect(try sections.filteredWithZeroPhase(Array(repeating: 1, count: 16)).count == 16)
    }
}
