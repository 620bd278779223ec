// SPDX-License-Identifier: Apache-2.0
import ContractionDetection
import Perineometry
import Testing

struct CueTests {
    private func cues(given times: [Double]) throws -> [ContractionCue] {
        let squeezes = [6.0, 16, 26].map { Squeeze(start: $0, length: 3, height: 20) }
        return SyntheticPressure(seconds: 36, squeezes: squeezes).detect(cuesAt: times).contractions.map(\.cue)
    }

    @Test func withoutACueNobodyKnows() throws { #expect(try cues(given: []) == [.unknown, .unknown, .unknown]) }

    @Test func whatAnswersACueIsCuedAndTheRestIsNot() throws {
        #expect(try cues(given: [5.5, 25.2]) == [.cued, .uncued, .cued])
    }

    @Test func beforeTheFirstCueNobodyKnows() throws { #expect(try cues(given: [15.5]) == [.unknown, .cued, .uncued]) }

    @Test func whoSeesACueComingMayBeALittleEarly() throws {
        #expect(try cues(given: [6.25, 12.9, 26.6]) == [.cued, .uncued, .uncued])
    }
}
