// SPDX-License-Identifier: Apache-2.0
import GuidedExercise
import StreamAPI

extension Programme {
    /// The step that follows a cue within its phase, the first one of the next repetition after the last of one; nil where
    /// the phase ends.
    func step(after cue: Cue) -> Step? {
        guard let phase = phases.first(where: { $0.id == cue.phase }) else { return nil }
        // A cue counts from 1, so its number is the place of the step behind it.
        if phase.steps.indices.contains(cue.step) { return phase.steps[cue.step] }
        return cue.repetition < phase.repetitions ? phase.steps.first : nil
    }
}

extension CoachNextCue {
    init(_ step: Step) {
        let (activity, muscles) = step.activity.words
        var seconds: Double?
        if case .fixed(let milliseconds)? = step.length { seconds = Double(milliseconds) / 1000 }
        self.init(
            activity: activity, muscles: muscles, text: step.text ?? step.activity.text.english, seconds: seconds)
    }
}
