// SPDX-License-Identifier: Apache-2.0
import Perineometry

/// At rest, and after a release until it is final.
extension ContractionDetector {
    /// How high this person's contractions are, cmH2O: nearer to the lower of the last ones. 0 before there were any.
    var usualHeight: Double {
        heights.count == 0 ? 0 : heights.least(rank: (heights.count + 2) / 3)
    }

    func thresholds() -> (quick: Double, slow: Double) {
        let isLearned = quick.isLearned || stepsSeen > steps(definition.unlearnedSeconds)
        let caution = isLearned ? 1 : definition.unlearnedFactor
        let height = usualHeight
        return (
            quick.threshold(height: height, caution: caution),
            slow.threshold(height: height, caution: caution)
        )
    }

    mutating func watch(_ step: Step, now: Int) {
        let thresholds = thresholds()
        // A slow rise tells nothing before breathing is known, nor on the heels of a release.
        let isSlowRise = open == nil && slow.isLearned && slow.rise > thresholds.slow
        let excess = max(quick.rise / thresholds.quick, isSlowRise ? slow.rise / thresholds.slow : 0)
        stepsRisen = excess > 1 && stepsSeen > steps(definition.blindSeconds) ? stepsRisen + 1 : 0
        let confirmed = Double(stepsRisen) * (excess > 2 ? 2 : 1) >= definition.confirmSeconds * stepsPerSecond
        if stepsRisen > 0, confirmed {
            if let released = open {
                takeUp(after: released, now: now, thresholds: thresholds)
            } else {
                begin(now: now, thresholds: thresholds)
            }
            return
        }
        if let released = open {
            watchRelease(released, step, now: now)
            return
        }
        guard stepsRisen == 0 else { return }
        quick.learn()
        slow.learn()
        swing.learn(step.pelvic)
        // Tone that stayed is not the new rest, until it has lasted as long as hardly any does.
        if now >= learningFrom || step.pelvic < learningBelow { rest.learn(step.pelvic) }
    }

    mutating func watchRelease(_ contraction: OpenContraction, _ step: Step, now: Int) {
        var contraction = contraction
        let released = contraction.released ?? now
        if contraction.levelled == nil, now - released >= steps(0.5) {
            let drop = contraction.recentPeak - step.pelvic
            let late = history.mean(now - steps(0.1), now)
            let early = history.mean(now - steps(0.6), now - steps(0.5))
            if early - late < definition.tailShare * drop { contraction.levelled = now }
        }
        let isDone = contraction.levelled != nil && now - released >= steps(definition.settlingAfterReleaseSeconds)
        if isDone || now - released >= steps(definition.longestReleaseSeconds) {
            open = nil
            slow.forgetMinimum()
            settle(contraction, isInterrupted: false)
        } else {
            open = contraction
        }
    }

    /// The pressure rises again before the release of the last contraction was final.
    mutating func takeUp(
        after contraction: OpenContraction, now: Int, thresholds: (quick: Double, slow: Double)
    ) {
        let released = contraction.released ?? now
        let foot = history.lowest(from: released - steps(definition.releaseSeconds), through: now)
        let wasLong = Double(released) - contraction.rise10 > stepsPerSecond * 2
        let isShallow = history.pelvic(foot) > contraction.baseline + definition.dipShare * contraction.height
        if wasLong, isShallow, now - released <= steps(definition.dipSeconds) {
            var reopened = contraction
            reopened.released = nil
            reopened.levelled = nil
            reopened.stepsBelow = 0
            reopened.record.offset = nil
            say(.revised, &reopened)
            open = reopened
            stepsRisen = 0
            return
        }
        open = nil
        settle(contraction, isInterrupted: false, through: foot)
        begin(now: now, thresholds: thresholds)
    }

    mutating func begin(now: Int, thresholds: (quick: Double, slow: Double)) {
        stepsRisen = 0
        quick.forgetRecent()
        slow.forgetRecent()
        swing.forgetRecent()
        rest.forgetRecent()
        let isQuick = quick.rise > thresholds.quick
        let seconds = isQuick ? definition.quickRise.seconds : definition.slowRise.seconds
        let foot = history.lowest(from: max(lastFoot, now - steps(seconds)), through: now)
        let level = history.pelvic(foot)
        let place = history.rise(through: level + 0.3 * (history.pelvic(now) - level), before: now, from: foot)
        let pressure = history.pelvic(now)
        var contraction = OpenContraction(
            record: Contraction(
                id: nextID, onset: instant(at: place), restBefore: rest.isKnown ? rest.level : level, baseline: level,
                peak: pressure, peakTime: instant(at: Double(now)).deviceTime, kind: .indeterminate,
                confidence: 0.5, rule: .rise),
            begun: now, quickRise: quick.rise, slowRise: slow.rise, quickThreshold: thresholds.quick,
            restSwing: swing.range, baseline: level, foot: foot,
            earliest: max(lastFoot, now - steps(definition.footSearchSeconds)), rise10: place, peakStep: now,
            recentPeak: pressure)
        nextID += 1
        contraction.record.revision = 0
        contraction.record.cue = cues.judge(onset: contraction.record.onset.deviceTime)
        say(.began, &contraction)
        open = contraction
    }
}
