// SPDX-License-Identifier: Apache-2.0
import Foundation
import Perineometry
import RecordingFiles
import Testing

@Suite struct SignalInspectionTests {
    private func inspect(
        _ values: [Double], rate: Double = 100, clipped: Set<Int> = [], isCalibrated: Bool = true, blocks: Int = 37
    ) -> SignalSummary {
        var inspection = SignalInspection(rateHertz: rate, isCalibrated: isCalibrated)
        for start in stride(from: 0, to: values.count, by: blocks) {
            let part = start..<min(values.count, start + blocks)
            inspection.take(
                .samples(
                    RecordingBlock(
                        first: SampleIndex(UInt64(start)), samples: part.map { ChannelVector(repeating: values[$0]) },
                        clipped: part.map { clipped.contains($0) ? 1 : 0 })))
        }
        return inspection.finish()
    }

    /// Contractions of a period of 4 s, fine and round.
    private func live(_ count: Int) -> [Double] {
        (0..<count).map { place in
            let seconds = Double(place) / 100
            let squeeze: Double = 10 * sin(seconds * .pi / 2)
            let noise: Double = 0.01 * sin(seconds * 170)
            return 20 + squeeze + noise
        }
    }

    private func spans(_ summary: SignalSummary, _ fault: RecordingFault) -> [ClosedRange<Double>] {
        summary.spans.filter { $0.fault == fault }.map { $0.startSeconds...$0.endSeconds }
    }

    @Test func goodSignalHasNoSpans() {
        let summary = inspect(live(4000))
        #expect(summary.spans.isEmpty)
        #expect(summary.samples == 4000)
        #expect(summary.remarks.isEmpty)
    }

    @Test func missingNumbersAndGapsMakeOneSpan() {
        var values = live(1000)
        for place in 100..<150 { values[place] = .nan }
        #expect(spans(inspect(values), .missing) == [1.0...1.5])

        var inspection = SignalInspection(rateHertz: 10)
        let samples = [ChannelVector(repeating: 1), ChannelVector(repeating: .nan)]
        inspection.take(.samples(RecordingBlock(first: SampleIndex(0), samples: samples, clipped: [0, 0])))
        inspection.take(.gap(RecordingGap(first: SampleIndex(2), missing: 3, seconds: 0.3)))
        let summary = inspection.finish()
        #expect(spans(summary, .missing) == [0.1...0.5])
        #expect(summary.missing == 4)
    }

    @Test func runsAtAStatedLimitAreClippedAndSingleSamplesNot() {
        let summary = inspect(live(1000), clipped: [5, 100, 101, 102, 103])
        #expect(spans(summary, .clipped) == [1.0...1.04])
    }

    @Test func signalCutOffUpstreamIsClipped() {
        let values = live(4000).map { min($0, 25) }
        let found = spans(inspect(values), .clipped)
        #expect(found.count == 10)
        #expect(found.allSatisfy { $0.upperBound - $0.lowerBound > 1 })
        #expect(spans(inspect(values.map { -$0 }), .clipped) == found)
    }

    @Test func roundPeaksOfACoarseSignalAreNotClipped() {
        #expect(inspect(live(4000).map { $0.rounded() }).spans.isEmpty)
    }

    @Test func flatStretchIsConstant() {
        var values = live(3000)
        for place in 1000..<1600 { values[place] = 17 }
        #expect(spans(inspect(values), .constant) == [10.0...16.0])
        // Coarse numbers may well stand still for some seconds, but not for a minute.
        #expect(spans(inspect(values.map { $0.rounded() }), .constant).isEmpty)
        #expect(
            spans(inspect(live(1000).map { $0.rounded() } + .init(repeating: 20, count: 7000)), .constant).count == 1)
    }

    @Test func wholeRecordingOfOneValueIsSaid() {
        let summary = inspect(.init(repeating: 3, count: 1000))
        #expect(spans(summary, .constant) == [0.0...10.0])
        #expect(summary.remarks.count == 1)
        #expect(spans(summary, .clipped).isEmpty)
    }

    @Test func absurdValuesAreImplausibleUnlessCounts() {
        var values = live(1000)
        values[500] = 5000
        #expect(spans(inspect(values), .implausible) == [5.0...5.01])
        #expect(inspect(values).remarks.isEmpty)
        #expect(spans(inspect(values, isCalibrated: false), .implausible).isEmpty)
        #expect(inspect(live(1000).map { $0 * 98 }).remarks.contains { $0.contains("--unit") })
        #expect(inspect(live(1000).map { $0 / 98 }).remarks.contains { $0.contains("--unit") })
    }

    @Test func spansAreBoundedButCounted() {
        let values = (0..<5000).map { $0 % 2 == 0 ? Double.nan : Double($0 % 7) }
        let summary = inspect(values)
        #expect(spans(summary, .missing).count == SignalInspection.spanLimit)
        #expect(summary.spansLeftOut[.missing] == 1500)
        #expect(summary.seconds[.missing] == 25)
    }

    @Test(arguments: [1, 2, 1000, 5000]) func sizeOfBlocksDoesNotMatter(_ blocks: Int) {
        var values = live(3000).map { min($0, 25) }
        for place in 1000..<1600 { values[place] = 17 }
        #expect(inspect(values, clipped: [4, 5, 6], blocks: blocks) == inspect(values, clipped: [4, 5, 6]))
    }
}
