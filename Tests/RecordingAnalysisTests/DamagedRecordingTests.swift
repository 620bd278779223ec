// SPDX-License-Identifier: Apache-2.0
import Perineometry
import RecordingAnalysis
import RecordingFiles
import Testing

/// What is missing, cut off or impossible is flagged, and does not spoil what lies beside it.
struct DamagedRecordingTests {
    private let whole = Trace(seconds: 60)

    @Test func aFewMissingValuesAreBridged() throws {
        var trace = whole
        for place in 1500..<1505 { trace.samples[place][0] = .nan }
        let results = try Results(trace)
        #expect(results.contractions.count == 4)
        #expect(results.summary.gaps == [GapSpan(startSeconds: 15, seconds: 0.05, isBridged: true)])
        #expect(results.summary.inspection.spans.map(\.fault) == [.missing])
    }

    @Test func manyMissingValuesInterruptAsAGapDoes() throws {
        var without = whole
        for place in 1000..<1300 { without.samples[place][0] = .nan }
        var gap = whole
        gap.gaps = [1000..<1300]
        let results = try Results(without)
        #expect(results.found == (try Results(gap).found))
        #expect(results.found.first?.contraction.rule == .interrupted)
        #expect(results.found.first?.metrics?.limitation == .interrupted)
        #expect(results.summary.gaps == [GapSpan(startSeconds: 10, seconds: 3, isBridged: false)])
        // The gap cannot be told from a short one before the time for bridging is over.
        #expect(abs((results.found.first?.emittedOffsetSeconds ?? 0) - 10.1) < 1e-9)
    }

    @Test func theEndOfTheFileEndsWhatLasts() throws {
        var trace = whole
        trace.samples.removeLast(5000)
        trace.clipped.removeLast(5000)
        let results = try Results(trace)
        let last = try #require(results.found.last)
        #expect(last.contraction.rule == .interrupted)
        #expect(abs(last.offsetSeconds - 10) < 0.05)
        #expect(last.emittedOffsetSeconds == 9.99)
    }

    @Test func aValueBeyondAnyPressureLeavesNoTrace() throws {
        var trace = whole
        trace.samples[1700][0] = 1e300
        trace.samples[1900][0] = -4000
        let results = try Results(trace)
        #expect(results.contractions.count == 4)
        #expect(results.contractions.allSatisfy { $0.peak < 60 })
        #expect(results.summary.inspection.spans.map(\.fault) == [.implausible, .implausible])
        #expect(results.summary.remarks.contains { $0.contains("2 values beyond any pressure") })
    }

    @Test func aClippedContractionSaysSoAndALoneHighestSampleDoesNot() throws {
        var trace = whole
        trace.clipped[1000] = 1
        for place in 2500..<2510 { trace.clipped[place] = 1 }
        let results = try Results(trace)
        #expect(results.found.map(\.metrics?.limitation) == [nil, .clipped, nil, nil])
        #expect(results.summary.inspection.spans.map(\.fault) == [.clipped])
    }

    @Test func missingAbdominalValuesAreStoodInForByTheLast() throws {
        var trace = Trace(seconds: 60, isAbdominalRecorded: true)
        for place in 0..<trace.samples.count where place < 300 || !place.isMultiple(of: 10) {
            trace.samples[place][1] = .nan
        }
        let results = try Results(trace)
        #expect(results.contractions.map(\.kind) == [.squeeze, .squeeze, .squeeze, .squeeze])
        #expect(results.summary.abdominalInspection?.spans.isEmpty == false)
        #expect(results.summary.gaps.isEmpty)
    }

    @Test func aRecordingWithoutAnyUsableValueHasNone() throws {
        var trace = whole
        for place in trace.samples.indices { trace.samples[place][0] = 1e6 + Double(place) }
        let results = try Results(trace)
        #expect(results.summary.analysedSamples == 0)
        #expect(results.found.isEmpty)
        #expect(results.summary.remarks.contains { $0.contains("--unit") })
        _ = try results.object()
    }

    @Test func ratesFromTheSlowestToTheFastestAreTaken() throws {
        for rate in [5.0, 9.5, 20, 1000, 5000] {
            let results = try Results(Trace(seconds: 40, rateHertz: rate))
            #expect(results.contractions.count == 2, "at \(rate) Hz")
            _ = try results.object()
        }
    }

    @Test func aGapOfAnyLengthIsTaken() throws {
        var trace = whole
        trace.gaps = [3000..<3001]
        var analysis = try RecordingAnalysis(of: trace.description)
        for piece in trace.pieces(of: 3000).prefix(1) { analysis.take(piece) }
        analysis.take(
            .gap(RecordingGap(first: SampleIndex(3000), missing: 1 << 62, seconds: .greatestFiniteMagnitude)))
        analysis.take(
            .samples(
                RecordingBlock(first: SampleIndex(3000 + 1 << 62), samples: [.zero, .zero], clipped: [0, 0])))
        #expect(analysis.finish().gaps.count == 1)
    }
}
