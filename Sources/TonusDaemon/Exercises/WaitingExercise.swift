// SPDX-License-Identifier: Apache-2.0
import GuidedExercise
import SessionStore
import StreamAPI

/// An exercise that an earlier run of the daemon guided, and whose probe is not back yet.
struct WaitingExercise {
    /// The number under which it goes on, too.
    let run: Int
    let kept: KeptExercise

    /// As `exercise.status` tells it; nil of one of which nobody knows whether a body was measured.
    func report(session: SessionID) -> ExerciseReport? {
        guard let isSimulated = kept.isSimulated else { return nil }
        let programme = kept.coach.programme
        var report = ExerciseReport(
            run: run, programme: programme.id, version: programme.version, title: programme.title, device: kept.serial,
            state: .paused, waiting: WaitReason.device.rawValue, elapsed: kept.elapsedSeconds ?? 0,
            seconds: programme.seconds, session: session.description, simulated: isSimulated)
        if let phase = kept.phase {
            report.phase = CoachMessage(phase, subscription: 0, run: run, simulated: isSimulated).phase
        }
        return report
    }

    /// It is not gone on with. What was to come is left out.
    func stopped() -> Summary? {
        var coach = kept.coach
        coach.restart(pauses: true)
        do throws(CommandRefusal) { try coach.follow(.stop) } catch { return nil }
        while let event = coach.nextEvent() {
            if case .ended(let summary) = event.kind { return summary }
        }
        return nil
    }
}

extension ExerciseDesk {
    func nextRun() -> Int {
        runs += 1
        return runs
    }

    /// The probes of these sessions are waited for: so are the exercises in them.
    func note(waiting sessions: [SessionID]) {
        for session in sessions {
            _ = try? self.sessions.ask(
                { store throws(RPCError) -> KeptExercise? in
                    let kept = try? store.exercise(of: session, as: KeptExercise.self)
                    return kept?.isOfThisVersion == true ? kept : nil
                },
                { [self] (result: Result<KeptExercise?, RPCError>) in
                    // The probe may have come back meanwhile.
                    guard case .success(let kept?) = result, self.sessions.isWaited(for: session) else { return }
                    waiting[session] = WaitingExercise(run: nextRun(), kept: kept)
                })
        }
    }

    func waitingReports(device: String?) -> [ExerciseReport] {
        waiting.filter { device == nil || $0.value.kept.serial == device }.sorted { $0.value.run < $1.value.run }
            .compactMap { $0.value.report(session: $0.key) }
    }

    /// Stops an exercise whose probe is not back; nil where the command is for another one.
    func followWaiting(_ command: CoachCommand, device: String?) throws(RPCError) -> ExerciseReport? {
        let isRunning = exercises.values.contains { !$0.hasEnded && (device == nil || $0.serial == device) }
        let meant = waiting.filter { device == nil || $0.value.kept.serial == device }
        guard !isRunning, let (session, exercise) = meant.first, var report = exercise.report(session: session) else {
            return nil
        }
        guard meant.count == 1 else {
            throw RPCError(
                .invalidParams, "\(meant.count) exercises wait for their probes.",
                hint: "Say which by device: \(meant.values.map(\.kept.serial).sorted().joined(separator: ", ")).")
        }
        guard command == .stop else {
            throw RPCError(
                .notPossibleNow, "\(report.title) waits for its perineometer, \(exercise.kept.serial).",
                hint: "Plug it in: then exercise.resume goes on. exercise.stop ends it now; that is a good end.")
        }
        guard sessions.giveUp(session), let summary = exercise.stopped() else {
            throw RPCError(
                .notPossibleNow, "\(report.title) is just being taken up again.", hint: "Ask again in a few seconds.")
        }
        if let participant = exercise.kept.participant,
            let entry = exercise.kept.trainer?.entry(
                of: exercise.kept.coach.programme, summary.reason, participant: participant, session: session,
                isSimulated: report.simulated)
        {
            sessions.write(entry)
        }
        (report.state, report.waiting, report.phase) = (.ended, nil, nil)
        report.summary = CoachSummary(summary)
        return report
    }
}
