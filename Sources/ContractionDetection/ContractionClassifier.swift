// SPDX-License-Identifier: Apache-2.0
import Perineometry

/// Says what a finished rise was, or that it was nothing.
struct ContractionClassifier {
    struct Verdict {
        var kind: ContractionKind
        var rule: ContractionRule
        var confidence: Double
    }

    let definition: DetectorDefinition
    let hasAbdominal: Bool

    /// - Parameters:
    ///   - evidence: gets what speaks for and against.
    ///   - isEarly: little has been seen of the rest.
    /// - Returns: nil for what was no contraction and nothing else worth telling.
    func classify(_ evidence: inout ContractionEvidence, isEarly: Bool) -> Verdict? {
        evidence.genuine = definition.genuine.share(of: evidence)
        let rule = hasAbdominal ? definition.muscleBesideAbdomen : definition.muscleAlone
        evidence.muscle = rule.share(of: evidence)
        let least = isEarly ? definition.earlyGenuineShare : definition.genuineShare
        guard isHigh(evidence), evidence.length >= definition.leastSeconds, evidence.genuine > least else { return nil }
        guard evidence.muscle > definition.muscleShare else {
            let (kind, rule) = disturbance(evidence)
            return Verdict(kind: kind, rule: rule, confidence: evidence.genuine * (1 - evidence.muscle))
        }
        let kind: ContractionKind =
            evidence.width < definition.flickWidthSeconds
            ? .flick : evidence.length < definition.holdSeconds ? .squeeze : .hold
        return Verdict(
            kind: kind, rule: hasAbdominal ? .abdominalRatio : .shape, confidence: evidence.genuine * evidence.muscle)
    }

    /// Of what was cut off by a gap only the height can be judged.
    func classifyInterrupted(height: Double, usualHeight: Double) -> Verdict? {
        guard height >= least(usualHeight) else { return nil }
        return Verdict(kind: .indeterminate, rule: .interrupted, confidence: 0.5)
    }

    private func isHigh(_ evidence: ContractionEvidence) -> Bool { evidence.height >= least(evidence.usualHeight) }

    private func least(_ usualHeight: Double) -> Double {
        max(definition.leastHeight, definition.leastShareOfHeight * usualHeight)
    }

    /// What it was if the pelvic floor did not do it.
    private func disturbance(_ evidence: ContractionEvidence) -> (ContractionKind, ContractionRule) {
        let isShort = evidence.width < definition.coughWidthSeconds
        if hasAbdominal, evidence.abdominalRatio > definition.abdominalRatio {
            return (isShort ? .cough : .strain, .abdominalRatio)
        }
        if evidence.rise < definition.motionRiseSeconds { return (.motion, .steepness) }
        if !isShort { return (.indeterminate, .shape) }
        return hasAbdominal ? (.motion, .shape) : (.cough, .shape)
    }
}
