// SPDX-License-Identifier: Apache-2.0
import Acquisition
import ContractionDetection
import DeviceProtocol
import Dispatch
import ExerciseProgrammes
import GuidedExercise
import NIOCore
import PerineometerDriver
import Perineometry
import SessionStore
import SignalProcessing
import StreamAPI

/// Guides exercises, one at a time on each lane, and tells everybody who asked for it. Lives on the event loop; files of
/// programmes are read on a queue of its own.
///
/// An exercise belongs to nobody's connection: it goes on when the client goes that began it, and waits while its probe is
/// away. Where it is recorded it outlives the daemon too: ExerciseDesk+Restart.swift.
final class ExerciseDesk: @unchecked Sendable {
    // Unchecked: everything but the library and the queue is used on the publisher's event loop only.
    let publisher: StreamPublisher
    let sessions: SessionDesk
    private let library: ProgrammeLibrary
    private let queue = DispatchQueue(label: "tonus-programmes", qos: .utility)
    /// By number of the lane: that which runs, or the last.
    var exercises: [Int: Exercise] = [:]
    /// Those of an earlier run of the daemon whose probe is not back yet.
    var waiting: [SessionID: WaitingExercise] = [:]
    var startingLanes: Set<Int> = []
    var runs = 0
    private var turnIsScheduled = false

    init(
        publisher: StreamPublisher, sessions: SessionDesk, library: ProgrammeLibrary = ProgrammeLibrary.ofThisProcess()
    ) {
        self.publisher = publisher
        self.sessions = sessions
        self.library = library
        publisher.whenCollected = { [weak self] in self?.advance() }
        sessions.whenTakenUp = { [weak self] session, lane in self?.takeUp(session, on: lane) }
        sessions.whenWaiting = { [weak self] sessions in self?.note(waiting: sessions) }
        sessions.whenGivenUp = { [weak self] session in self?.waiting[session] = nil }
    }

    // MARK: Programmes

    /// Does something with the programmes where files may be waited for, and replies on the event loop.
    func ask<Answer: Sendable>(
        _ work: @escaping @Sendable (ProgrammeLibrary) throws(RPCError) -> Answer,
        _ reply: @escaping (Result<Answer, RPCError>) -> Void
    ) {
        let target = NIOLoopBound(reply, eventLoop: publisher.eventLoop)
        queue.async { [library] in
            let result = Result { () throws(RPCError) in try work(library) }
            target.eventLoop.execute { target.value(result) }
        }
    }

    /// Begins a programme; replies once it has begun.
    func run(
        _ params: ProgrammeRunParams, lane: DeviceLane, _ reply: @escaping (Result<ExerciseReport, RPCError>) -> Void
    ) throws(RPCError) {
        guard [params.name != nil, params.text != nil].filter({ $0 }).count == 1 else {
            throw RPCError(
                .invalidParams, "\(params.name == nil ? "Neither" : "Both") of name and text are given.",
                hint: "Say by exactly one of them which programme is meant.")
        }
        try checkIsFree(lane)
        startingLanes.insert(lane.number)
        let store = params.participant == nil ? nil : try? sessions.openStore()
        ask(
            { library throws(RPCError) in
                if let store { try People.checkForRecording(params.participant, in: store) }
                guard let text = params.text else { return try library.programme(params.name ?? "").0 }
                do throws(ProgrammeFaults) {
                    return try Programme(reading: TextNode(yaml: Array(text.utf8)))
                } catch {
                    throw RPCError(error, of: "given as text")
                }
            },
            { [self] (found: Result<Programme, RPCError>) in
                startingLanes.remove(lane.number)
                do throws(RPCError) {
                    try begin(try found.get(), params, lane: lane, reply)
                } catch {
                    reply(.failure(error))
                }
            })
    }

    private func checkIsFree(_ lane: DeviceLane) throws(RPCError) {
        if let running = exercises[lane.number], !running.hasEnded {
            throw RPCError(
                .notPossibleNow, "\(running.programme.title) is being done on this perineometer.",
                hint: "Stop it first, with exercise.stop; that is a good end.")
        }
        guard !sessions.isTakingUp(serial: lane.device.serial) else {
            throw RPCError(
                .notPossibleNow, "What tonusd did before it was started anew is just being taken up again.",
                hint: "Ask again in a few seconds.")
        }
        guard !startingLanes.contains(lane.number) else {
            throw RPCError(.notPossibleNow, "An exercise is just being started.", hint: "Ask again in a second.")
        }
    }

    private func begin(
        _ programme: Programme, _ params: ProgrammeRunParams, lane: DeviceLane,
        _ reply: @escaping (Result<ExerciseReport, RPCError>) -> Void
    ) throws(RPCError) {
        let (coach, run) = try coach(programme, params, lane: lane)
        guard params.record == true, sessions.recordings[lane.number] == nil else {
            return reply(.success(started(coach, params, lane: lane, run: run, session: nil)))
        }
        startingLanes.insert(lane.number)
        let facts = SessionStartParams(
            device: lane.device.serial, participant: params.participant,
            programme: "\(programme.id)/\(programme.version)")
        do throws(RPCError) {
            try sessions.start(facts, lane: lane) { [self] result in
                startingLanes.remove(lane.number)
                switch result {
                case .failure(let error): reply(.failure(error))
                case .success:
                    let session = sessions.recordings[lane.number]?.id
                    // The probe may have been pulled out meanwhile: then the coach waits for it.
                    reply(.success(started(coach, params, lane: lane, run: run, session: session)))
                }
            }
        } catch {
            startingLanes.remove(lane.number)
            throw error
        }
    }

    private func coach(
        _ programme: Programme, _ params: ProgrammeRunParams, lane: DeviceLane
    ) throws(RPCError) -> (Coach, StreamRun) {
        guard let run = lane.liveRun else {
            throw RPCError(
                .notPossibleNow, "No perineometer is streaming.", hint: "Plug it in, wait until it streams, ask again.")
        }
        let channels = DetectionChannels(of: run.description.channels)
        let options = CoachOptions(
            maximum: params.maximum, isWithoutMaximum: params.withoutMaximum ?? false, zero: lane.zero.zero.state,
            hasAbdominalChannel: channels.abdominal != nil, delaySeconds: run.description.filterDelaySeconds,
            highestPressure: highestPressure(of: run, channel: channels.pelvicFloor, zero: lane.zero.zero),
            sizes: params.sizes?.map { TrainerSize(name: $0.name, millimetres: $0.millimetres) })
        do throws(StartRefusal) {
            return (try Coach(programme, options: options), run)
        } catch {
            throw RPCError(error)
        }
    }

    private func highestPressure(of run: StreamRun, channel: Int, zero: Zero) -> Double? {
        guard let limits = run.description.channels.first(where: { $0.number == channel })?.countLimits else {
            return nil
        }
        let conversion = run.device.calibration.conversion(atCelsius: nil)
        let ends = [limits.lowerBound, limits.upperBound].map { count in
            conversion.pressure(ofCounts: SIMD8(repeating: count))[channel] - zero.offset[channel]
        }
        return ends.max()
    }

    private func started(
        _ coach: Coach, _ params: ProgrammeRunParams, lane: DeviceLane, run: StreamRun, session: SessionID?
    ) -> ExerciseReport {
        runs += 1
        let exercise = Exercise(
            run: runs, lane: lane, coach: coach, feed: ExerciseFeed(coach, of: lane, run: run),
            isSimulated: run.description.isSimulated, serial: run.device.identity.serial)
        exercise.ownSession = session
        exercise.participant = params.participant ?? sessions.recordings[lane.number]?.summary.participant
        adopt(exercise)
        record(.exercise(SessionExercise(exercise.programme)), of: exercise)
        do throws(CommandRefusal) {
            try exercise.feed.follow(.start)
        } catch {
            // A new coach can always start.
            assertionFailure("\(error)")
        }
        tellWhatIsNew(of: exercise)
        return report(exercise, withAnswers: true)
    }

    /// From now on it is the one of its lane.
    func adopt(_ exercise: Exercise) {
        exercises[exercise.lane.number] = exercise
        exercise.lane.cueOfOnset = { [weak exercise] onset in exercise?.feed.session.cue(of: onset) ?? .unknown }
    }

    // MARK: Commands

    func follow(_ command: CoachCommand, device: String?) throws(RPCError) -> ExerciseReport {
        if let report = try followWaiting(command, device: device) { return report }
        let exercise = try exercise(device)
        do throws(CommandRefusal) {
            try exercise.feed.follow(command)
        } catch {
            throw RPCError(error)
        }
        exercise.note(command)
        tellWhatIsNew(of: exercise)
        return report(exercise, withAnswers: true)
    }

    func reports(device: String?, withAnswers: Bool) -> [ExerciseReport] {
        exercises.values.filter { device == nil || $0.serial == device }
            .sorted { $0.lane.number < $1.lane.number }
            .map { report($0, withAnswers: withAnswers) } + waitingReports(device: device)
    }

    private func exercise(_ device: String?) throws(RPCError) -> Exercise {
        let running = exercises.values.filter { !$0.hasEnded && (device == nil || $0.serial == device) }
        guard let only = running.first else {
            throw RPCError(
                .notPossibleNow, "No exercise is being done.", hint: "Begin one with programmes.run.")
        }
        guard running.count == 1 else {
            throw RPCError(
                .invalidParams, "\(running.count) exercises are being done.",
                hint: "Say which by device: \(running.map(\.serial).sorted().joined(separator: ", ")).")
        }
        return only
    }

    private func report(_ exercise: Exercise, withAnswers: Bool) -> ExerciseReport {
        let session = exercise.hasEnded ? exercise.ownSession : sessions.recordings[exercise.lane.number]?.id
        return exercise.report(session: session, withAnswers: withAnswers)
    }

    // MARK: What the coach says

    /// New frames and events can be seen.
    private func advance() {
        var isDone = true
        for exercise in exercises.values where !exercise.hasEnded {
            isDone = exercise.feed.advance { tellWhatIsNew(of: exercise) } && isDone
        }
        guard !isDone, !turnIsScheduled else { return }
        turnIsScheduled = true
        publisher.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(1)) { [self] in
            turnIsScheduled = false
            advance()
        }
    }

    func tellWhatIsNew(of exercise: Exercise) {
        while let told = exercise.next() {
            keep(told, of: exercise)
            if told.isWorthKeeping { exercise.isToBeKept = true }
            tell(told, of: exercise)
            if exercise.hasEnded { end(exercise) }
        }
        keepWhatIsNew(of: exercise)
    }

    func tell(_ told: Exercise.Told, of exercise: Exercise) {
        let message = exercise.message(
            told, subscription: 0, isEarlier: false, hostTime: publisher.messages.hostTime)
        publisher.forEachClient { $0.tell(message, of: exercise.lane) }
    }

    /// Writes what is so now on a lane, for whoever comes later.
    func writeCurrent(of lane: DeviceLane, subscription: Int, role: ClientRole, to buffer: inout ByteBuffer) {
        guard let exercise = exercises[lane.number] else { return }
        for told in exercise.current {
            let message = exercise.message(
                told, subscription: subscription, isEarlier: true, hostTime: publisher.messages.hostTime)
            publisher.messages.write(
                role == .controller ? message : message.withoutAnswers, method: CoachMessage.method, to: &buffer)
        }
    }

    private func end(_ exercise: Exercise) {
        exercise.lane.cueOfOnset = nil
        let recording = sessions.recordings[exercise.lane.number]
        if let participant = exercise.participant ?? recording?.summary.participant,
            let entry = exercise.diaryEntry(participant: participant, session: recording?.id)
        {
            sessions.write(entry)
        }
        guard let session = exercise.ownSession, let recording, recording.id == session else { return }
        sessions.change(recording, to: .finished) { _ in }
    }

    // MARK: The record

    private func keep(_ told: Exercise.Told, of exercise: Exercise) {
        switch told.event.kind {
        case .cue(let cue):
            let (activity, muscles) = cue.activity.words
            let name = muscles.map { "\(activity) \($0)" } ?? activity
            record(.cue(SessionCue(index: told.instant?.index, name: name, seconds: cue.seconds)), of: exercise)
        case .score(let score):
            record(
                .score(
                    ExerciseScore(
                        name: score.name.name, definition: score.definition, unit: score.unit.rawValue,
                        phase: score.phase, repetition: score.repetition, value: score.value,
                        excluded: score.excluded?.rawValue, restRefusal: score.restRefusal?.rawValue,
                        count: score.count, unusable: score.unusable)), of: exercise)
        case .answered(let question, let answer):
            var said = SessionAnswer(index: told.instant?.index, question: question.rawValue)
            switch answer {
            case .number(let number): said.number = number
            case .size(let name): said.size = name
            case .noneToday: said.noneToday = true
            case nil: break
            }
            record(.answer(said), of: exercise)
        case .reveal(let spans):
            record(
                .noticed(
                    spans.map { ExerciseNotice(number: $0.number, felt: $0.wasFelt, measured: $0.wasMeasured) }),
                of: exercise)
        case .ended(let summary): record(.exerciseEnded(summary.reason.rawValue), of: exercise)
        default: break
        }
    }

    func record(_ body: SessionEvent.Body, of exercise: Exercise) {
        // Where too many wait, the recording says so.
        _ = try? sessions.recordings[exercise.lane.number]?.writer.append(SessionEvent(at: HostClock.now(), body))
    }
}
