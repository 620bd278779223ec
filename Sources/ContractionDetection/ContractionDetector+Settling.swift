// SPDX-License-Identifier: Apache-2.0
import Perineometry

/// When things happened and what they were, with hindsight.
extension ContractionDetector {
    /// Sets baseline and onset by what is known of the rise so far.
    func dateOnset(of contraction: inout OpenContraction) {
        let dated = history.onset(
            peak: contraction.record.peak, foot: history.pelvic(contraction.foot), begun: contraction.begun,
            earliest: contraction.earliest, stepsPerSecond: stepsPerSecond)
        contraction.baseline = dated.baseline
        contraction.record.baseline = dated.baseline
        contraction.rise10 = dated.place
        contraction.record.onset = instant(at: dated.place)
        contraction.record.cue = cues.judge(onset: contraction.record.onset.deviceTime)
    }

    /// Where the release will have done nine tenths, as its speed so far lets expect.
    func expectedOffset(of contraction: OpenContraction, now: Int) -> Double {
        func fall(through share: Double, before last: Int) -> Double {
            history.fall(
                through: contraction.baseline + share * contraction.height, before: last, from: contraction.begun)
        }
        let noticed = fall(through: definition.releaseShare, before: now)
        let begun = fall(through: 0.9, before: Int(noticed))
        let slope = max(0, noticed - begun) / (0.9 - definition.releaseShare)
        return min(noticed + slope * (definition.releaseShare - 0.1), Double(now))
    }

    /// Everything about the contraction is known that ever will be.
    ///
    /// - Parameters:
    ///   - contraction: no longer open.
    ///   - isInterrupted: the signal ended before its release was noticed.
    ///   - foot: the step at which the next one rises; nil where there is none yet.
    mutating func settle(_ contraction: OpenContraction, isInterrupted: Bool, through foot: Int? = nil) {
        var contraction = contraction
        let end = foot ?? history.end - 1
        lastFoot = end
        dateOnset(of: &contraction)
        let classifier = ContractionClassifier(definition: definition, hasAbdominal: abdominalSource.exists)
        var verdict: ContractionClassifier.Verdict?
        if isInterrupted {
            setOffset(of: &contraction, at: Double(end))
            verdict = classifier.classifyInterrupted(height: contraction.amplitude, usualHeight: usualHeight)
        } else {
            let release = settleRelease(of: &contraction, through: end)
            var evidence = history.evidence(
                of: contraction, release: release, usualHeight: usualHeight,
                company: company(at: contraction.rise10), stepsPerSecond: stepsPerSecond)
            let isEarly = contraction.begun - signalStart < steps(definition.unlearnedSeconds)
            verdict = classifier.classify(&evidence, isEarly: isEarly)
            latestEvidence = evidence
            if contraction.rise10 - Double(signalStart) < definition.unseenSeconds * stepsPerSecond, verdict != nil {
                verdict = classifier.classifyInterrupted(height: contraction.amplitude, usualHeight: usualHeight)
            }
        }
        guard let verdict else {
            learn(excursion: contraction, through: end)
            say(.withdrawn, &contraction, isFinal: true)
            return
        }
        contraction.record.kind = verdict.kind
        contraction.record.rule = verdict.rule
        contraction.record.confidence = verdict.confidence
        if verdict.kind.isContraction { heights.insert(contraction.amplitude) }
        let isShort = verdict.kind == .flick || verdict.kind == .cough || verdict.kind == .motion
        lastCompany = isShort && !isInterrupted ? 2 * (latestEvidence?.muscle ?? 0.5) - 1 : 0
        lastEnd = end
        say(isInterrupted ? .ended : .revised, &contraction, isFinal: true)
    }

    /// Sets the offset, which never lies before the onset.
    func setOffset(of contraction: inout OpenContraction, at place: Double) {
        contraction.record.offset = instant(at: max(place, contraction.rise10))
    }

    /// What came shortly before.
    func company(at place: Double) -> Double {
        guard place - Double(lastEnd) < definition.companySeconds * stepsPerSecond else { return 0 }
        return lastCompany
    }

    mutating func settleRelease(of contraction: inout OpenContraction, through end: Int) -> ReleaseDates {
        let released = contraction.released ?? end
        let release = history.release(
            from: Int(contraction.rise10), noticed: released, levelled: contraction.levelled, through: end,
            stepsPerSecond: stepsPerSecond)
        setOffset(of: &contraction, at: release.fall10)
        let height = max(contraction.height, .leastNormalMagnitude)
        if end - released >= steps(definition.settlingAfterReleaseSeconds) {
            let after = released + steps(definition.settlingAfterReleaseSeconds)
            contraction.record.residual = max(
                0, (history.mean(after - steps(0.1), after) - contraction.baseline) / height)
        }
        let left = (history.pelvic(end) - contraction.baseline) / height
        learningFrom =
            history.end
            + (left > definition.partialRelaxationShare ? steps(definition.partialRelaxationPauseSeconds) : 0)
        learningBelow = contraction.baseline + definition.partialRelaxationShare * height
        return release
    }

    /// What was no contraction belongs to the unsteadiness of the rest.
    mutating func learn(excursion contraction: OpenContraction, through end: Int) {
        // What was nearly taken for a contraction may have been one, and must not hide the next.
        if let evidence = latestEvidence, evidence.id == contraction.record.id,
            evidence.genuine < definition.breathGenuineShare
        {
            quick.learnExcursion(contraction.quickRise)
        }
        slow.learnExcursion(contraction.slowRise)
        swing.learn(
            excursion: min(contraction.baseline, contraction.record.peak)...contraction.record.peak,
            steps: end - Int(contraction.rise10))
    }
}
