// SPDX-License-Identifier: Apache-2.0
import Perineometry

/// While the muscle is contracted.
extension ContractionDetector {
    mutating func follow(_ contraction: OpenContraction, _ step: Step, now: Int, fall: Double) {
        var contraction = contraction
        if step.pelvic > contraction.record.peak {
            contraction.record.peak = step.pelvic
            contraction.record.peakTime = instant(at: Double(now)).deviceTime
            contraction.peakStep = now
        }
        let decay = (contraction.recentPeak - step.pelvic) / (definition.peakDecaySeconds * stepsPerSecond)
        contraction.recentPeak = max(step.pelvic, contraction.recentPeak - decay)
        contraction.quickRise = max(contraction.quickRise, quick.rise)
        contraction.slowRise = max(contraction.slowRise, slow.rise)

        if !contraction.isOnsetRefined, now - contraction.peakStep >= steps(0.15) || now - contraction.begun >= steps(2)
        {
            contraction.isOnsetRefined = true
            dateOnset(of: &contraction)
            say(.revised, &contraction)
        }
        if hasLetGo(&contraction, step, now: now, fall: fall) {
            dateOnset(of: &contraction)
            contraction.released = now
            setOffset(of: &contraction, at: expectedOffset(of: contraction, now: now))
            stepsRisen = 0
            quick.forgetMinimum()
            say(.ended, &contraction)
            open = contraction
            return
        }
        // What rose at the beginning of a signal is rather the probe that settles.
        let isEarly = contraction.rise10 - Double(signalStart) < definition.settlingInSeconds * stepsPerSecond
        let longest = isEarly ? definition.longestSettlingSeconds : definition.longestSeconds
        if now - contraction.begun >= steps(longest) {
            open = nil
            close(contraction, asShiftAt: now)
        } else if let foot = footOnPlateau(of: contraction, now: now) {
            open = nil
            // What stands well below the peak is tone that stayed after a release; what does not is another level.
            let peak = history.greatest(from: Int(contraction.rise10), through: foot)
            let level = contraction.baseline + definition.plateauShare * (peak - contraction.baseline)
            if history.pelvic(foot) < level {
                contraction.released = Int(history.fall(through: level, before: foot, from: Int(contraction.rise10)))
                settle(contraction, isInterrupted: false, through: foot)
            } else {
                close(contraction, asShiftAt: foot)
            }
            begin(now: now, thresholds: thresholds())
        } else {
            open = contraction
        }
    }

    func hasLetGo(_ contraction: inout OpenContraction, _ step: Step, now: Int, fall: Double) -> Bool {
        let height = contraction.height
        let risen = step.pelvic - contraction.baseline
        let isBelow = risen < definition.releaseShare * height
        let before = history.pelvic(now - steps(definition.levelSeconds))
        let hasLevelled =
            fall > definition.levelledShare * height && risen < definition.levelledBelow * height
            && before - step.pelvic < definition.levelShare * fall
        contraction.stepsBelow = isBelow || hasLevelled ? contraction.stepsBelow + 1 : 0
        return contraction.stepsBelow >= steps(definition.releaseSeconds)
    }

    /// Where a new rise began on a level that had lasted; nil where there is none.
    func footOnPlateau(of contraction: OpenContraction, now: Int) -> Int? {
        let usual = usualHeight
        let scale = usual > 0 ? min(usual, contraction.height) : contraction.height
        let isLong = now - contraction.begun > steps(definition.longPlateauSeconds)
        let share = isLong ? definition.longPlateauRiseShare : definition.plateauRiseShare
        guard quick.rise > max(1.5 * contraction.quickThreshold, share * scale) else { return nil }
        let foot = history.lowest(from: now - steps(definition.quickRise.seconds), through: now)
        let first = foot - steps(definition.plateauSeconds)
        guard first > Int(contraction.rise10) + steps(0.5) else { return nil }
        let greatest = history.greatest(from: first, through: foot)
        let least = history.pelvic(history.lowest(from: first, through: foot))
        return greatest - least < 0.4 * quick.rise ? foot : nil
    }

    mutating func close(_ contraction: OpenContraction, asShiftAt now: Int) {
        var contraction = contraction
        dateOnset(of: &contraction)
        setOffset(of: &contraction, at: Double(now))
        contraction.record.kind = .shift
        contraction.record.rule = .lastingLevel
        rest.restart()
        swing.removeAll()
        lastFoot = now
        say(.ended, &contraction, isFinal: true)
    }
}
