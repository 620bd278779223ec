// SPDX-License-Identifier: Apache-2.0
import Glibc
import GuidedExercise
import StreamAPI
import TonusClient

/// A run of a programme as one terminal shows it: the connection, what is typed, and what is drawn.
struct RunSession {
    private let connection: ConnectionOptions
    private let device: String?
    private let terminal: RunTerminal
    private var view: CoachView
    private var input = RunInput()
    private var tonus: TonusConnection?
    private var boot = ""
    private var run = 0
    private var serial: String?
    /// Into which it is recorded; nil where it is not.
    private var recorded: String?
    /// Until when an exercise is waited for that a daemon started anew has yet to take up, on the monotonic clock.
    private var takenUpBefore: Double?
    private var isSimulated = false
    private var isPaused = false
    private var hasEnded = false
    private var isWithheld = false
    /// The newest pressure and resting level, and when they came, on the monotonic clock.
    private var latest: (pressure: Double, rest: Double?, at: Double)?
    /// What was said before a connection was lost is not said again.
    private var said: Set<String> = []

    private static let frameSeconds = 0.05
    /// An older pressure is not shown.
    private static let staleSeconds = 0.5

    init(connection: ConnectionOptions, device: String?, terminal: RunTerminal) {
        self.connection = connection
        self.device = device
        self.terminal = terminal
        view = CoachView(isPlain: terminal.isPlain)
    }

    /// Begins the programme, or comes back to it where it is being done.
    ///
    /// - Parameters:
    ///   - tonus: the connection.
    ///   - params: what is to be begun.
    ///   - own: the programme that is sent as text; nil where the daemon has it.
    /// - Throws: `ClientError`, where it is refused, or another exercise is being done.
    mutating func begin(
        _ tonus: TonusConnection, _ params: ProgrammeRunParams, own: Programme?
    ) throws(ClientError) {
        boot = tonus.hello.boot
        let report: ExerciseReport
        do throws(ClientError) {
            report = try tonus.call(ProgrammeRunParams.method, params)
        } catch .refused(let error) where error.code == RPCError.Code.notPossibleNow.rawValue {
            let running: ExerciseStatusResult = try tonus.call(ExerciseParams.status, ExerciseParams(device: device))
            let same = running.exercises.first {
                $0.state != .ended && $0.programme == own?.id ?? params.name
                    && $0.version == own?.version ?? $0.version
            }
            guard let same else { throw .refused(error) }
            terminal.keep([
                same.waitsForProbe
                    ? "This exercise waits for its probe since tonusd was started anew."
                    : "You come back to an exercise that goes on."
            ])
            report = same
        }
        run = report.run
        serial = report.device
        recorded = report.session
        isSimulated = report.simulated
        isPaused = report.state == .paused
        if report.waitsForProbe {
            takenUpBefore = Monotonic.seconds() + Self.takingUpSeconds
        } else {
            try attach(tonus)
        }
        if isSimulated { terminal.keep(["SIMULATED: no body is measured."]) }
        if terminal.hasKeys { terminal.keep(["space pause   s skip   q stop, whenever you like"]) }
    }

    private mutating func attach(_ tonus: TonusConnection) throws(ClientError) {
        try tonus.subscribe(SubscribeParams(streams: [.samples, .coach], delivery: .latest, device: serial))
        self.tonus = tonus
    }

    /// Shows the exercise until it has ended.
    ///
    /// - Returns: the exit code, where it is not 0.
    mutating func follow() throws(ClientError) -> Int32? {
        while !hasEnded {
            if let code = try look() { return code }
        }
        return nil
    }

    private mutating func look() throws(ClientError) -> Int32? {
        let due = Monotonic.seconds() + Self.frameSeconds
        if tonus == nil, let code = try reconnect() { return code }
        try surviving { session, tonus throws(ClientError) in
            while let event = try tonus.next(within: max(0, due - Monotonic.seconds())) {
                session.take(event)
                if session.hasEnded { return }
            }
        }
        if tonus == nil { usleep(200_000) }
        if hasEnded { return nil }
        if let signal = terminal.endAskedFor() {
            guard signal == SIGINT, tonus != nil else {
                terminal.keep(["The exercise goes on in the daemon; run the same again to come back to it."])
                return 128 + signal
            }
            try act(.stop)
        }
        guard let typed = terminal.typed() else { return 128 + SIGHUP }
        for wish in input.take(typed) { try act(wish) }
        draw()
        return nil
    }

    // MARK: What comes

    private mutating func take(_ event: StreamEvent) {
        switch event {
        case .samples(let samples):
            guard let pressure = samples.filtered.last else { return }
            latest = (pressure, samples.rest.last ?? nil, Monotonic.seconds())
        case .coach(let message) where message.run == run: take(message)
        case .withheld(let message):
            isWithheld = message.withheld
            latest = nil
            terminal.keep([
                message.withheld
                    ? "What is measured is withheld from this terminal for now." : "You see what is measured again."
            ])
        case .role(let message) where message.role != ClientRole.controller.rawValue:
            terminal.keep(["This terminal can only watch from here on."])
        default: break
        }
    }

    private mutating func take(_ message: CoachMessage) {
        switch message.event {
        case .question: input.question = message.question
        case .answered, .cue, .phaseEnded, .ended: input.question = nil
        default: break
        }
        switch message.event {
        case .paused: isPaused = true
        case .resumed, .waiting, .cue: isPaused = false
        default: break
        }
        guard let event = CoachEvent(message) else { return }
        var lines = view.take(event)
        if let question = message.question { lines += RunInput.choices(of: question) }
        // Of a phase: a daemon that was started anew no longer knows the time of its beginning.
        let at = message.phase.map { "\($0.number)" } ?? "\(message.deviceTime ?? 0)"
        let key = "\(message.event) \(at) \(message.elapsed)"
        if message.earlier == true, said.contains(key) { lines = [] }
        said.insert(key)
        terminal.keep(lines)
        if message.event == .cue, message.earlier != true { terminal.ring() }
        if message.event == .ended { hasEnded = true }
    }

    private mutating func draw() {
        if let prompt = input.prompt, !isPaused { return terminal.draw(prompt) }
        let now = Monotonic.seconds()
        let live = latest.flatMap { now - $0.at < Self.staleSeconds ? $0 : nil }
        guard tonus != nil else {
            return terminal.draw(
                takenUpBefore == nil
                    ? "tonusd is away. It is waited for; q leaves."
                    : "tonusd was started anew, and looks for the probe and this exercise; q leaves.")
        }
        terminal.draw(
            view.live(
                pressure: live?.pressure, rest: live?.rest, width: terminal.columns, isSimulated: isSimulated))
    }

    // MARK: What is wished

    private mutating func act(_ wish: RunInput.Wish) throws(ClientError) {
        guard tonus != nil else {
            if wish == .stop { hasEnded = true }
            return
        }
        let params = ExerciseParams(device: serial)
        switch wish {
        case .pauseOrResume: try ask(isPaused ? ExerciseParams.resume : ExerciseParams.pause, params)
        case .skip: try ask(ExerciseParams.skip, params)
        case .stop: try ask(ExerciseParams.stop, params)
        case .next: try ask(ExerciseParams.next, params)
        case .felt: try ask(ExerciseParams.felt, params)
        case .smaller: try ask(ExerciseParams.smallerToday, params)
        case .answer(let answer):
            var params = ExerciseAnswerParams(device: serial)
            switch answer {
            case .number(let number): params.number = number
            case .size(let name): params.size = name
            case .noneToday: params.noneToday = true
            }
            try ask(ExerciseAnswerParams.method, params)
        }
    }

    /// A key that means nothing now does nothing.
    private mutating func ask(_ method: String, _ params: some Codable & Sendable) throws(ClientError) {
        try surviving { _, tonus throws(ClientError) in
            do throws(ClientError) {
                let _: ExerciseReport = try tonus.call(method, params)
            } catch .refused(let error) where error.code == RPCError.Code.notPossibleNow.rawValue {}
        }
    }

    // MARK: The connection

    private mutating func surviving(
        _ body: (inout RunSession, TonusConnection) throws(ClientError) -> Void
    ) throws(ClientError) {
        guard let tonus else { return }
        do throws(ClientError) {
            try body(&self, tonus)
        } catch {
            switch error {
            case .disconnected, .timedOut: lose()
            default: throw error
            }
        }
    }

    private mutating func lose() {
        tonus = nil
        latest = nil
        if terminal.isPlain { terminal.keep(["tonusd is away. It is waited for."]) }
    }

    /// Tries once to connect again.
    ///
    /// - Returns: the exit code, where the exercise is over.
    private mutating func reconnect() throws(ClientError) -> Int32? {
        guard let tonus = try connection.reconnect() else { return nil }
        let status: ExerciseStatusResult = try tonus.call(ExerciseParams.status, ExerciseParams(device: nil))
        let isSame = tonus.hello.boot == boot
        let found = status.exercises.first {
            isSame ? $0.run == run : recorded != nil && $0.session == recorded && $0.device == serial
        }
        // It is kept for longer than anybody looks for what may be gone.
        if found?.waitsForProbe == true { takenUpBefore = Monotonic.seconds() + Self.takingUpSeconds }
        guard let report = found, !report.waitsForProbe else { return lookAgain() }
        takenUpBefore = nil
        boot = tonus.hello.boot
        run = report.run
        if let summary = report.summary.flatMap(Summary.init) {
            terminal.keep(
                view.take(CoachEvent(deviceMicroseconds: nil, elapsedSeconds: summary.seconds, kind: .ended(summary))))
            hasEnded = true
            return nil
        }
        try attach(tonus)
        return nil
    }

    /// How long a daemon that was started anew may take to find the probe and its recording again (assumption).
    private static let takingUpSeconds = 60.0

    private mutating func lookAgain() -> Int32? {
        let now = Monotonic.seconds()
        if takenUpBefore == nil, recorded != nil { takenUpBefore = now + Self.takingUpSeconds }
        if let takenUpBefore, now < takenUpBefore { return nil }
        terminal.keep([
            recorded == nil
                ? "tonusd was started anew. This exercise was not recorded, so nothing of it was kept, and it ended."
                : "tonusd was started anew, and this exercise ended with it.",
            "That is a good end too." + (recorded == nil ? "" : " What was recorded is kept: tonus sessions list."),
        ])
        return 69  // EX_UNAVAILABLE
    }
}

extension ExerciseReport {
    /// The daemon was started anew, and has yet to take it up again: there is nothing to subscribe to.
    fileprivate var waitsForProbe: Bool { state == .paused && waiting == WaitReason.device.rawValue }
}
