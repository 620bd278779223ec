// SPDX-License-Identifier: Apache-2.0
public import ContractionDetection
public import GuidedExercise
public import Perineometry
import SignalProcessing

/// A made-up patient, the live analysis and a coach in a closed loop.
public final class GuidedRun {
    public static let rateHertz = 50
    public private(set) var session: ExerciseSession
    public private(set) var patient: GuidedPatient
    public private(set) var events: [CoachEvent] = []
    public private(set) var frames: [Frame] = []
    /// As the detector gave them, by the index of their sample.
    public private(set) var contractions: [(index: Int, event: ContractionEvent)] = []
    private var analysis: PressureAnalysis
    private let channels: DetectionChannels
    private var index: UInt64 = 0
    private var gapMicroseconds: UInt64 = 0
    private var feltCount = 0
    /// How many events she has heard.
    private var heard = 0
    /// Called with each event, to answer it.
    public var answer: @Sendable (CoachEvent) -> CoachCommand?

    public init(
        _ programme: Programme, _ manner: Manner, options: CoachOptions = CoachOptions(zero: .air), seed: UInt64 = 1,
        answer: @escaping @Sendable (CoachEvent) -> CoachCommand? = GuidedRun.plainAnswers
    ) throws {
        let filter = try FilterChain.live(rateHertz: Double(Self.rateHertz))
        var options = options
        options.delaySeconds = filter.delaySeconds
        channels = DetectionChannels(abdominal: options.hasAbdominalChannel ? 1 : nil)
        analysis = PressureAnalysis(filter: filter, sampleRateHertz: Double(Self.rateHertz), channels: channels)
        session = ExerciseSession(
            try Coach(programme, options: options), sampleRateHertz: Double(Self.rateHertz), channels: channels)
        patient = GuidedPatient(manner, seed: seed)
        self.answer = answer
        try session.follow(.start)
        drain()
    }

    /// Middling answers, and the first size; at her own pace she goes on after twenty seconds.
    public static let plainAnswers: @Sendable (CoachEvent) -> CoachCommand? = { event in
        switch event.kind {
        case .question(let asked):
            if let size = asked.sizes.first { return .answer(.size(size.name)) }
            return .answer(.number((asked.greatest ?? 0) / 5))
        case .progress(let progress): return progress.left == nil && progress.second == 20 ? .next : nil
        default: return nil
        }
    }

    /// Runs until the end, or for some seconds.
    public func run(seconds: Double = 4 * 3600) throws {
        let last = index + UInt64(seconds * Double(Self.rateHertz))
        while session.coach.end == nil, index < last { try step() }
    }

    public func follow(_ command: CoachCommand) throws {
        try session.follow(command)
        drain()
    }

    /// Frames are missing; the clock goes on unless it begins anew.
    public func lose(seconds: Double, clockRestarts: Bool = false) {
        var events: [ContractionEvent] = []
        while let event = analysis.interrupt() { events.append(event) }
        let missing = UInt64(seconds * Double(Self.rateHertz))
        session.note(
            Gap(first: SampleIndex(index), missing: missing, reason: clockRestarts ? .deviceReopened : .packetsLost),
            isBridged: false, events: events, reason: clockRestarts ? .device : .gap)
        index += missing
        if clockRestarts { gapMicroseconds = index * UInt64(1_000_000 / Self.rateHertz) - 5000 }
        drain()
    }

    /// As if the daemon had been started anew: nothing is kept but the saved coach.
    public func restore(_ coach: Coach, pauses: Bool = false) {
        while analysis.interrupt() != nil {}
        session = ExerciseSession(
            coach, sampleRateHertz: Double(Self.rateHertz), channels: channels, pauses: pauses)
        drain()
    }

    private func step() throws {
        let microseconds = index * UInt64(1_000_000 / Self.rateHertz)
        let time = Double(microseconds) / 1e6
        let (pelvicFloor, abdominal) = patient.pressure(at: time)
        let instant = SampleInstant(
            index: SampleIndex(index), deviceTime: DeviceTime(microseconds: microseconds - gapMicroseconds),
            hostTime: HostTime(nanoseconds: microseconds * 1000))
        var pressure = ChannelVector.zero
        (pressure[0], pressure[1]) = (pelvicFloor, channels.abdominal == nil ? 0 : abdominal)
        let sample = analysis.process(pressure, at: instant)
        let frame = Frame(
            index: instant.index, deviceTime: instant.deviceTime, hostTime: instant.hostTime, pressure: pressure,
            filtered: sample.filtered, rest: sample.detection.rest, state: sample.detection.state, isClipped: false)
        if let event = sample.detection.event { contractions.append((frames.count, event)) }
        frames.append(frame)
        session.take(frame, event: sample.detection.event)
        index += 1
        if patient.felt.count > feltCount, patient.felt[feltCount] <= time {
            feltCount += 1
            try? session.follow(.felt)
        }
        drain()
        while heard < events.count {
            let event = events[heard]
            heard += 1
            if case .cue(let cue) = event.kind { patient.hear(cue, at: time) }
            if let command = answer(event) { try follow(command) }
        }
    }

    private func drain() {
        while let event = session.nextEvent() {
            events.append(event)
            switch event.kind {
            case .paused, .waiting: patient.stop(at: Double(index) / Double(Self.rateHertz))
            default: break
            }
        }
    }
}

extension GuidedRun {
    public var summary: Summary? {
        for event in events.reversed() { if case .ended(let summary) = event.kind { return summary } }
        return nil
    }

    /// The score of a whole phase.
    public func score(_ name: String, in phase: String) -> Score? {
        summary?.phases.first { $0.id == phase }?.scores.first { $0.name.name == name }
    }
}
