// SPDX-License-Identifier: Apache-2.0
import Acquisition
import GuidedExercise
import NIOCore
import PerineometerDriver
import SessionStore
import StreamAPI

/// What becomes of an exercise when the daemon is started anew.
extension ExerciseDesk {
    /// Puts aside what it takes to go on, where a session is recorded. One at a time is on its way to the disk.
    func keepWhatIsNew(of exercise: Exercise) {
        guard exercise.isToBeKept, !exercise.isBeingKept, let recording = sessions.recordings[exercise.lane.number]
        else { return }
        exercise.isToBeKept = false
        exercise.isBeingKept = true
        let target = NIOLoopBound((desk: self, exercise: exercise), eventLoop: publisher.eventLoop)
        recording.writer.keepExercise(exercise.kept) {
            target.eventLoop.execute {
                let (desk, exercise) = target.value
                exercise.isBeingKept = false
                desk.keepWhatIsNew(of: exercise)
            }
        }
    }

    /// A session goes on that the end of the daemon before interrupted: so does its exercise, once somebody says so.
    func takeUp(_ session: SessionID, on lane: DeviceLane) {
        startingLanes.insert(lane.number)
        do throws(RPCError) {
            try sessions.ask(
                { store throws(RPCError) -> KeptExercise? in
                    let kept = try? store.exercise(of: session, as: KeptExercise.self)
                    return kept?.isOfThisVersion == true ? kept : nil
                },
                { [self] result in
                    startingLanes.remove(lane.number)
                    if case .success(let kept?) = result {
                        takeUp(kept, session, on: lane)
                    } else {
                        waiting[session] = nil
                    }
                })
        } catch {
            startingLanes.remove(lane.number)
            waiting[session] = nil
        }
    }

    private func takeUp(_ kept: KeptExercise, _ session: SessionID, on lane: DeviceLane) {
        // Meanwhile the recording may have been ended, or another exercise begun: then nobody waits for this one.
        guard sessions.recordings[lane.number]?.id == session, exercises[lane.number] == nil else {
            return waiting[session] = nil
        }
        guard let stream = lane.liveRun, stream.device.identity.serial == kept.serial else {
            // Pulled out again.
            publisher.eventLoop.assumeIsolated().scheduleTask(in: .seconds(1)) { [self] in
                takeUp(kept, session, on: lane)
            }
            return
        }
        let exercise = Exercise(run: waiting[session]?.run ?? nextRun(), lane: lane, kept: kept, stream: stream)
        waiting[session] = nil
        exercise.ownSession = kept.endsSession ? session : nil
        adopt(exercise)
        record(.exercise(SessionExercise(exercise.programme, isAfterRestart: true)), of: exercise)
        for told in exercise.current { tell(told, of: exercise) }
        tellWhatIsNew(of: exercise)
    }
}

extension Exercise.Told {
    /// How often what only takes time is kept, seconds (assumption: so much of a rest may be done again).
    private static let restSeconds = 10

    /// Going on without this would ask for something again.
    var isWorthKeeping: Bool {
        if case .progress(let progress) = event.kind { progress.second.isMultiple(of: Self.restSeconds) } else { true }
    }
}
