// SPDX-License-Identifier: Apache-2.0
import ContractionDetection
import Perineometry
import SignalProcessing
import Testing

/// Figures are those of SciPy. The tolerance is 1e-11 of the figure, or of its unit where that is more: at 1 kHz the two
/// filters differ by some 1e-12 cmH2O, since their coefficients, rounded apart, are a gain of 1 to that.
@Suite struct GoldenMetricsTests {
    private static let tolerance = 1e-11

    @Test func theGoldenFileIsRead() {
        #expect(GoldenRecording.all.count == 6)
        #expect(GoldenRecording.all.allSatisfy { $0.said.count >= 5 && !$0.session.isEmpty })
    }

    @Test func everyFigureIsInTheGoldenFileWithAValue() {
        let contractions = GoldenRecording.all.flatMap(\.said).map(\.figures)
        for metric in Metric.ofContraction {
            #expect(contractions.contains { ($0[metric] ?? nil) != nil }, "\(metric.rawValue)")
        }
        for metric in Metric.ofSession {
            #expect(GoldenRecording.all.contains { ($0.session[metric] ?? nil) != nil }, "\(metric.rawValue)")
        }
    }

    @Test(arguments: GoldenRecording.all) func theFilterIsAsLateAsSciPySays(_ recording: GoldenRecording) throws {
        let chain = try FilterChain.live(rateHertz: Double(recording.rateHertz))
        #expect(abs(chain.delaySeconds - recording.delaySeconds) < 1e-12)
    }

    @Test(arguments: GoldenRecording.all) func figuresAreThoseOfSciPy(_ recording: GoldenRecording) throws {
        let (contractions, session) = try recording.record()
        #expect(contractions.map(\.contraction.id) == recording.said.map(\.contraction.id))
        for (metrics, said) in zip(contractions, recording.said) {
            for metric in Metric.ofContraction {
                expect(metrics[metric], said.figures[metric] ?? nil, "\(metric.rawValue) of \(said.contraction.id)")
            }
        }
        for metric in Metric.ofSession { expect(session[metric], recording.session[metric] ?? nil, metric.rawValue) }
    }

    private func expect(_ ours: Double?, _ theirs: Double?, _ what: String) {
        guard let ours, let theirs else {
            #expect(ours == theirs, "\(what)")
            return
        }
        #expect(abs(ours - theirs) <= Self.tolerance * max(1, abs(theirs)), "\(what): \(ours), SciPy \(theirs)")
    }
}
