// SPDX-License-Identifier: Apache-2.0
import GuidedExercise
import SessionStore

/// What a guided exercise with a trainer tells of it, for the diary of its participant.
struct TrainerRecord: Codable, Sendable {
    /// From the smallest, as the question offered them.
    private var sizes: [TrainerSize] = []
    private var size: Int?
    private var isNoneToday = false
    private var pain = DiaryLevels()
    private var anxiety = DiaryLevels()
    private var hasAnswers = false
    /// Programme time, which stands still while the coach waits, is paused or asks; nil while no trainer was used.
    private var seconds: Double?
    private var began: Double?

    mutating func note(_ event: CoachEvent) {
        switch event.kind {
        case .question(let asked) where asked.question == .size: sizes = asked.sizes
        case .answered(let question, let answer?): note(answer, to: question)
        case .cue(let cue):
            endUse(at: event.elapsedSeconds)
            if cue.activity == .action(.trainer) { began = event.elapsedSeconds }
        case .phaseEnded, .ended: endUse(at: event.elapsedSeconds)
        default: break
        }
    }

    /// A smaller one was asked for, and is used from now on.
    mutating func noteSmaller() { size = size.map { max(0, $0 - 1) } }

    private mutating func endUse(at elapsed: Double) {
        guard let began else { return }
        seconds = (seconds ?? 0) + max(0, elapsed - began)
        self.began = nil
    }

    private mutating func note(_ answer: Answer, to question: Question) {
        hasAnswers = true
        switch (question, answer) {
        case (.size, .size(let name)):
            size = sizes.firstIndex { $0.name == name }
            isNoneToday = false
        case (.size, .noneToday):
            size = nil
            isNoneToday = true
        case (.painBefore, .number(let number)): pain.before = number
        case (.painPeak, .number(let number)): pain.peak = number
        case (.painAfter, .number(let number)): pain.after = number
        case (.anxietyBefore, .number(let number)): anxiety.before = number
        case (.anxietyPeak, .number(let number)): anxiety.peak = number
        case (.anxietyAfter, .number(let number)): anxiety.after = number
        default: break
        }
    }

    /// The entry of a diary; nil where the programme is none with trainers, or nothing was said and none was used.
    func entry(
        of programme: Programme, _ reason: EndReason, participant: String, session: SessionID?, isSimulated: Bool
    ) -> DiaryEntry? {
        guard programme.focus == .trainer, let use = use(reason) else { return nil }
        return DiaryEntry(
            participant: participant, unixMicroseconds: ClockPair.now().unixMicroseconds, session: session,
            content: .trainer(use), programme: "\(programme.id)/\(programme.version)", isSimulated: isSimulated)
    }

    /// What is to be kept of it; nil where nothing was said and no trainer was used.
    func use(_ reason: EndReason) -> TrainerUse? {
        guard hasAnswers || seconds != nil else { return nil }
        let chosen = size.map { sizes[$0] }
        let used = seconds ?? (isNoneToday ? 0 : nil)
        return TrainerUse(
            size: chosen?.name, millimetres: chosen?.millimetres, minutes: used.map { ($0 / 6).rounded() / 10 },
            pain: pain, anxiety: anxiety, stoppedByChoice: reason == .stoppedByChoice)
    }
}
