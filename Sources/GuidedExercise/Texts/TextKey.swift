// SPDX-License-Identifier: Apache-2.0

/// Everything that a coach says in words of its own, by key, so that it can be translated. The raw value is the name on
/// the wire.
public enum TextKey: String, Hashable, Sendable, Codable, CaseIterable {
    // Cues
    case settle, rest, squeeze, flick, release, cough, breatheIn, breatheOut, notice, reveal, trainer

    // Groups of muscles
    case tenseFeet, tenseCalves, tenseThighs, tenseButtocks, tensePelvicFloor, tenseAbdomen, tenseHands, tenseArms
    case tenseShoulders, tenseFace, ease, easePelvicFloor

    // Questions
    case painBefore, painPeak, painAfter, anxietyBefore, anxietyPeak, anxietyAfter, tension, size, oxford

    // Waiting
    case waitingSettling, waitingGap, waitingDevice, waitingRestart, paused, pausedRestart

    // Ends
    case endedCompleted, endedStoppedByChoice, endedSmallerToday, endedNoneToday

    // Suggestions
    case suggestStay, suggestTalkAboutNext, suggestSmaller

    // Why a score has no value
    case excludedNoMaximum, excludedRestRefused, excludedNoContractionSeen, excludedFromAbdomen, excludedIndeterminate
    case excludedNeedsAbdominalChannel, excludedInterrupted, excludedClipped, excludedTargetUnknown, excludedNotDone
    case excludedNotMeasurable

    // Notes
    case originIndeterminate, withoutMaximum
}
