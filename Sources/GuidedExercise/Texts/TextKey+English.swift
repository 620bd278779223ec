// SPDX-License-Identifier: Apache-2.0

extension TextKey {
    /// The words in English.
    public var english: String {
        switch self {
        case .settle: "Be comfortable. The pressure is settling."
        case .rest: "Rest. Nothing to do."
        case .squeeze: "Squeeze."
        case .flick: "Squeeze quickly."
        case .release: "Let go."
        case .cough: "Cough, and keep squeezing."
        case .breatheIn: "Breathe in, and let the pelvic floor go."
        case .breatheOut: "Breathe out softly."
        case .notice: "When you feel yourself tighten, say so."
        case .reveal: "What you felt, and what was measured."
        case .trainer: "At your own pace. Stay, pause, go smaller or stop, as you like."
        case .tenseFeet: "Tense your feet, and only them."
        case .tenseCalves: "Tense your calves, and only them."
        case .tenseThighs: "Tense your thighs, and only them."
        case .tenseButtocks: "Tense your buttocks, and only them."
        case .tensePelvicFloor: "Tense your pelvic floor."
        case .tenseAbdomen: "Tense your belly, and only it."
        case .tenseHands: "Make fists."
        case .tenseArms: "Tense your arms, and only them."
        case .tenseShoulders: "Pull up your shoulders."
        case .tenseFace: "Tense your face, and only it."
        case .ease: "Let go, and feel the difference."
        case .easePelvicFloor: "Let the pelvic floor go."
        case .painBefore: "How much does it hurt now? 0 is not at all."
        case .painPeak: "At its most, how much did it hurt? 0 is not at all."
        case .painAfter: "How much does it hurt now, after? 0 is not at all."
        case .anxietyBefore: "How anxious do you feel now? 0 is not at all."
        case .anxietyPeak: "At its most, how anxious did you feel? 0 is not at all."
        case .anxietyAfter: "How anxious do you feel now, after? 0 is not at all."
        case .tension: "How tense did it feel? 0 is fully at ease."
        case .size: "Which trainer today? None is an answer too."
        case .oxford: "The Modified Oxford grade, 0 to 5, if somebody examined."
        case .waitingSettling: "One moment: the resting level is being found."
        case .waitingGap: "Samples are missing. It goes on by itself when they are back."
        case .waitingDevice: "The probe is not connected. It goes on by itself when it is back."
        case .waitingRestart: "Tonus was started anew. It goes on where it was when the probe is back."
        case .paused: "Paused. Take the time you need."
        case .pausedRestart: "Tonus was started anew. Go on when you like, or stop here."
        case .endedCompleted: "Done. Thank you for taking the time."
        case .endedStoppedByChoice: "Stopped, as you chose. That is a good end."
        case .endedSmallerToday: "Smaller today, as you chose. That is a good end."
        case .endedNoneToday: "None today, as you chose. That is a good end."
        case .suggestStay: "Staying with this size is a good choice for next time."
        case .suggestTalkAboutNext:
            "That was comfortable. If and when you like, talk with your physiotherapist about the next size; staying is just as good."
        case .suggestSmaller: "It hurt at times. A smaller size or a pause is a good choice; tell your physiotherapist."
        case .excludedNoMaximum: "left out: it needs a maximal squeeze, and this goes without"
        case .excludedRestRefused: "not stated: a resting pressure needs a zero in air and a settled probe"
        case .excludedNoContractionSeen: "no contraction was seen after the cue"
        case .excludedFromAbdomen: "left out: the pressure came from the belly"
        case .excludedIndeterminate: "left out: what was seen cannot be told apart"
        case .excludedNeedsAbdominalChannel: "left out: it needs a channel for abdominal pressure"
        case .excludedInterrupted: "left out: samples are missing"
        case .excludedClipped: "left out: the pressure went beyond what the probe measures"
        case .excludedTargetUnknown: "left out: the target was not known in cmH2O"
        case .excludedNotDone: "left out: the phase was skipped or ended early"
        case .excludedNotMeasurable: "not measurable in what was seen"
        case .originIndeterminate: "One channel cannot tell a squeeze from bearing down."
        case .withoutMaximum: "Without a maximal squeeze."
        }
    }
}

extension Activity {
    /// What is said where the programme has no words of its own.
    public var text: TextKey {
        switch self {
        case .action(let action):
            switch action {
            case .settle: .settle
            case .rest: .rest
            case .squeeze: .squeeze
            case .flick: .flick
            case .release: .release
            case .cough: .cough
            case .breatheIn: .breatheIn
            case .breatheOut: .breatheOut
            case .notice: .notice
            case .reveal: .reveal
            case .trainer: .trainer
            }
        case .tense(let group):
            switch group {
            case .feet: .tenseFeet
            case .calves: .tenseCalves
            case .thighs: .tenseThighs
            case .buttocks: .tenseButtocks
            case .pelvicFloor: .tensePelvicFloor
            case .abdomen: .tenseAbdomen
            case .hands: .tenseHands
            case .arms: .tenseArms
            case .shoulders: .tenseShoulders
            case .face: .tenseFace
            }
        case .ease(let group): group == .pelvicFloor ? .easePelvicFloor : .ease
        case .question(let question):
            switch question {
            case .painBefore: .painBefore
            case .painPeak: .painPeak
            case .painAfter: .painAfter
            case .anxietyBefore: .anxietyBefore
            case .anxietyPeak: .anxietyPeak
            case .anxietyAfter: .anxietyAfter
            case .tension: .tension
            case .size: .size
            case .oxford: .oxford
            }
        }
    }
}

extension WaitReason {
    public var text: TextKey {
        switch self {
        case .settling: .waitingSettling
        case .gap: .waitingGap
        case .device: .waitingDevice
        case .restart: .waitingRestart
        }
    }
}

extension PauseReason {
    public var text: TextKey {
        switch self {
        case .byChoice: .paused
        case .restart: .pausedRestart
        }
    }
}

extension EndReason {
    public var text: TextKey {
        switch self {
        case .completed: .endedCompleted
        case .stoppedByChoice: .endedStoppedByChoice
        case .smallerToday: .endedSmallerToday
        case .noneToday: .endedNoneToday
        }
    }
}

extension Exclusion {
    public var text: TextKey {
        switch self {
        case .noMaximum: .excludedNoMaximum
        case .restRefused: .excludedRestRefused
        case .noContractionSeen: .excludedNoContractionSeen
        case .fromAbdomen: .excludedFromAbdomen
        case .indeterminate: .excludedIndeterminate
        case .needsAbdominalChannel: .excludedNeedsAbdominalChannel
        case .interrupted: .excludedInterrupted
        case .clipped: .excludedClipped
        case .targetUnknown: .excludedTargetUnknown
        case .notDone: .excludedNotDone
        case .notMeasurable: .excludedNotMeasurable
        }
    }
}
