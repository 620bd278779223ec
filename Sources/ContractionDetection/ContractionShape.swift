// SPDX-License-Identifier: Apache-2.0

/// What a finished rise and fall looks like. Times are seconds.
struct ContractionShape: Sendable {
    /// From onset to offset.
    var length: Double
    /// From 10 to 90 % of the way up, and from 90 to 10 % of the way down.
    var rise: Double
    var fall: Double
    /// Time above half and above four fifths of the height.
    var width: Double
    var crown: Double
    /// Abdominal over pelvic rise, by regression through the start; 0 without an abdominal channel.
    var abdominalRatio: Double
}

extension SignalHistory {
    func shape(of contraction: OpenContraction, release: ReleaseDates, stepsPerSecond: Double) -> ContractionShape {
        let first = Int(contraction.rise10)
        let last = max(first + 1, Int(release.fall10))
        func above(_ share: Double) -> (from: Double, to: Double) {
            let level = contraction.baseline + share * contraction.amplitude
            let from = firstReach(of: level, from: first, through: last) ?? Double(contraction.peakStep)
            return (from, fall(through: level, before: last, from: first))
        }
        func width(above share: Double) -> Double {
            let places = above(share)
            return max(0, places.to - places.from) / stepsPerSecond
        }
        let foot = max(start, first - max(1, Int(0.1 * stepsPerSecond)))
        let abdominalFoot = abdominal(foot)
        var products = 0.0
        var squares = 0.0
        var number = first
        while number <= last {
            let rise = pelvic(number) - contraction.baseline
            products += rise * (abdominal(number) - abdominalFoot)
            squares += rise * rise
            number += 1
        }
        return ContractionShape(
            length: (release.fall10 - contraction.rise10) / stepsPerSecond,
            rise: max(0, above(0.9).from - contraction.rise10) / stepsPerSecond,
            fall: max(0, release.fall10 - release.fall90) / stepsPerSecond, width: width(above: 0.5),
            crown: width(above: 0.8), abdominalRatio: squares > 0 ? products / squares : 0)
    }
}
