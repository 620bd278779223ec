// SPDX-License-Identifier: Apache-2.0
import Perineometry
import RecordingAnalysis
import RecordingFiles

/// Finds the contractions in recorded pressures anew, as a recording from elsewhere is analysed.
enum SessionRescoring {
    struct Score {
        var contractions: [PlacedContraction] = []
        var figures: SessionMetrics
        var detectorID: String
    }

    static func score<Session: ExportableSession>(_ session: Session, survey: SessionSurvey) throws -> Score {
        let facts = session.facts
        let rate = Double(facts.rateHertz)
        // The pelvic floor comes first there.
        let first = survey.pelvicFloor
        let order = [first] + facts.channels.indices.filter { $0 != first }
        let cues = survey.remarks.compactMap { remark -> Double? in
            // Being asked to let go is no cue to contract.
            if case .cue(let text) = remark.kind, Self.asksToContract(text) {
                survey.time(of: remark.place)
            } else {
                nil
            }
        }
        var analysis = try RecordingAnalysis(
            rateHertz: rate, roles: [.pelvicFloor] + order.dropFirst().map { facts.channels[$0].role },
            isCalibrated: true, zero: facts.zero, cues: cues)
        var found: [PlacedContraction] = []
        var timeline = try SessionTimeline(session)
        while let piece = try timeline.next() {
            switch piece {
            case .gap(let gap) where !gap.places.isEmpty:
                analysis.take(
                    .gap(
                        RecordingGap(
                            first: SampleIndex(UInt64(gap.places.lowerBound)), missing: UInt64(gap.places.count),
                            seconds: Double(gap.places.count) / rate)))
            case .samples(let placed): analysis.take(.samples(block(of: placed, order: order)))
            default: break
            }
            while let next = analysis.next() { found.append(Self.placed(next)) }
        }
        let summary = analysis.finish()
        while let next = analysis.next() { found.append(Self.placed(next)) }
        var figures = summary.session
        if survey.isZeroChanged {
            figures.rest.pressure = .refused(.zeroChanged)
            figures.preRest.pressure = .refused(.zeroChanged)
            figures.postRest.pressure = .refused(.zeroChanged)
            figures.rest.coefficientOfVariation = nil
            figures.restDelta = nil
        }
        return Score(contractions: found, figures: figures, detectorID: analysis.definitionID)
    }

    private static func asksToContract(_ text: String) -> Bool {
        ["squeeze", "contract", "hold", "flick"].contains { text.lowercased().contains($0) }
    }

    private static func block(of placed: PlacedRun, order: [Int]) -> RecordingBlock {
        var samples = [ChannelVector](repeating: .zero, count: placed.run.count)
        for (lane, channel) in order.enumerated() {
            for (offset, value) in placed.run.pressures[channel].enumerated() { samples[offset][lane] = value }
        }
        var clipped = [UInt8](repeating: 0, count: placed.run.count)
        for span in placed.run.clipped {
            for offset in span.clamped(to: 0..<placed.run.count) { clipped[offset] = 0xFF }
        }
        return RecordingBlock(first: SampleIndex(UInt64(placed.place)), samples: samples, clipped: clipped)
    }

    private static func placed(_ found: AnalysedContraction) -> PlacedContraction {
        PlacedContraction(
            contraction: found.contraction, metrics: found.metrics, onset: Int(found.contraction.onset.index.value),
            offset: found.contraction.offset.map { Int($0.index.value) })
    }
}
