// SPDX-License-Identifier: Apache-2.0
import Perineometry

nonisolated(unsafe) public var dumpFeatures = false
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
    ///   - shape: nil where the signal ended before the contraction did.
    ///   - usualAmplitude: how high this person's contractions are; 0 where that is not known.
    /// - Returns: nil for what was no contraction and nothing else worth telling.
    func classify(_ contraction: OpenContraction, shape: ContractionShape?, usualAmplitude: Double) -> Verdict? {
        let least = max(definition.leastAmplitude, definition.leastShareOfAmplitude * usualAmplitude)
        guard contraction.amplitude >= least else { return nil }
        guard let shape else { return Verdict(kind: .indeterminate, rule: .interrupted, confidence: 0.5) }
        guard shape.length >= definition.leastSeconds else { return nil }
        if dumpFeatures {
            print("FEAT", contraction.record.onset.deviceTime.seconds, contraction.record.offset?.deviceTime.seconds ?? -1, contraction.amplitude, contraction.quickRise, contraction.quickThreshold, contraction.slowRise, contraction.slowThreshold, contraction.quickUsual, contraction.slowUsual, shape.length, shape.rise, shape.fall, shape.width, shape.crown, shape.abdominalRatio, hasAbdominal ? 1 : 0, usualAmplitude, contraction.record.residual ?? -1, contraction.baseline - contraction.record.restBefore, contraction.restSwing)
        }
        let genuine = definition.genuine.share(of: contraction, shape: shape, usualAmplitude: usualAmplitude)
        guard genuine > 0.5 else { return nil }
        let rule = hasAbdominal ? definition.muscleBesideAbdomen : definition.muscleAlone
        let muscle = rule.share(of: contraction, shape: shape, usualAmplitude: usualAmplitude)
        guard muscle > 0.5 else {
            let (kind, rule) = disturbance(shape)
            return Verdict(kind: kind, rule: rule, confidence: genuine * (1 - muscle))
        }
        let kind: ContractionKind =
            shape.width < definition.flickWidthSeconds
            ? .flick : shape.length < definition.holdSeconds ? .squeeze : .hold
        return Verdict(kind: kind, rule: .duration, confidence: genuine * muscle)
    }

    /// What it was if the pelvic floor did not do it.
    private func disturbance(_ shape: ContractionShape) -> (ContractionKind, ContractionRule) {
        let isShort = shape.width < definition.coughWidthSeconds
        if hasAbdominal, shape.abdominalRatio > definition.abdominalRatio {
            return (isShort ? .cough : .strain, .abdominalRatio)
        }
        if shape.rise < definition.motionRiseSeconds { return (.motion, .steepness) }
        if !isShort { return (.indeterminate, .duration) }
        return hasAbdominal ? (.motion, .steepness) : (.cough, .coughShape)
    }
}
