// SPDX-License-Identifier: Apache-2.0
import Perineometry

/// What a finished rise and fall looked like, and what that spoke for: the grounds of a verdict, for whoever wants to
/// understand or improve it.
public struct ContractionEvidence: Hashable, Sendable, BitwiseCopyable {
    /// Of the contraction.
    public var id: UInt64
    /// Peak above the level from which it rose, cmH2O.
    public var height: Double
    /// The greatest rise within `DetectorDefinition.quickRise.seconds`, cmH2O.
    public var quickRise: Double
    /// Seconds from onset to offset, from 10 to 90 % of the way up, and from 90 to 10 % of the way down.
    public var length: Double
    public var rise: Double
    public var fall: Double
    /// Seconds above half and above four fifths of the height.
    public var width: Double
    public var crown: Double
    /// Abdominal over pelvic rise, by regression through the start; 0 without an abdominal channel.
    public var abdominalRatio: Double
    /// The height of the person's contractions before, cmH2O; 0 where there were none.
    public var usualHeight: Double
    /// How far the rest swung before, cmH2O; 0 where that is not known.
    public var restSwing: Double
    /// Where something as short came shortly before: 1 if it was a flick for certain, -1 if it was a cough for certain.
    /// Otherwise 0.
    public var company: Double
    /// 0 to 1: what speaks for a definite rise and fall, against breathing and unsteadiness.
    public var genuine = 0.0
    /// 0 to 1: what speaks for the pelvic floor, against coughs, talking and movement.
    public var muscle = 0.0
}

extension SignalHistory {
    /// What a finished rise and fall looked like; nothing is judged yet.
    ///
    /// - Parameters:
    ///   - contraction: with a dated onset.
    ///   - release: of it.
    ///   - usualHeight: 0 where it is not known.
    ///   - company: as in the grounds.
    ///   - stepsPerSecond: of the history.
    /// - Returns: the grounds for a verdict.
    func evidence(
        of contraction: OpenContraction, release: ReleaseDates, usualHeight: Double, company: Double,
        stepsPerSecond: Double
    ) -> ContractionEvidence {
        let first = Int(contraction.rise10)
        let last = max(first + 1, Int(release.fall10))
        func above(_ share: Double) -> (from: Double, to: Double) {
            let level = contraction.baseline + share * contraction.amplitude
            let from = firstReach(of: level, from: first, through: last) ?? Double(contraction.peakStep)
            return (from, max(from, fall(through: level, before: last, from: first)))
        }
        let (half, fourFifths) = (above(0.5), above(0.8))
        return ContractionEvidence(
            id: contraction.record.id, height: contraction.amplitude, quickRise: contraction.quickRise,
            length: (release.fall10 - contraction.rise10) / stepsPerSecond,
            rise: max(0, above(0.9).from - contraction.rise10) / stepsPerSecond,
            fall: max(0, release.fall10 - release.fall90) / stepsPerSecond,
            width: (half.to - half.from) / stepsPerSecond, crown: (fourFifths.to - fourFifths.from) / stepsPerSecond,
            abdominalRatio: abdominalRatio(of: contraction, from: first, through: last, stepsPerSecond: stepsPerSecond),
            usualHeight: usualHeight, restSwing: contraction.restSwing, company: company)
    }

    private func abdominalRatio(
        of contraction: OpenContraction, from first: Int, through last: Int, stepsPerSecond: Double
    ) -> Double {
        let foot = abdominal(first - max(1, Int(0.1 * stepsPerSecond)))
        var products = 0.0
        var squares = 0.0
        for number in max(first, start)...max(last, start) {
            let rise = pelvic(number) - contraction.baseline
            products += rise * (abdominal(number) - foot)
            squares += rise * rise
        }
        return squares > 0 ? products / squares : 0
    }
}
