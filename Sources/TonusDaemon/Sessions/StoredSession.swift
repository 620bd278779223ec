// SPDX-License-Identifier: Apache-2.0
import Acquisition
import ContractionDetection
import DeviceProtocol
import Glibc
import PacketTap
import Perineometry
import SessionExport
import SessionStore
import SignalProcessing

/// A session of the store as exports read it: its packets run through the pipeline again, and what was told while it was
/// recorded in its place among the samples.
struct StoredSession: ExportableSession {
    let facts: SessionExport.SessionFacts
    private let store: SessionStore
    private let id: SessionID
    private let detectsAgain: Bool

    /// Reads what is to be known of the session before its samples.
    ///
    /// - Parameters:
    ///   - id: which session.
    ///   - store: where it is.
    ///   - detectsAgain: whether its contractions are those that this daemon's pipeline finds in the packets, instead of
    ///     those that were told while it was recorded.
    ///   - isWhole: whether it is read to its end first, for the notices among the facts.
    /// - Throws: `StoreError` where it cannot be read, `ExportError.empty` where nothing was recorded.
    init(_ id: SessionID, in store: SessionStore, detectsAgain: Bool = false, isWhole: Bool = true) throws {
        self.store = store
        self.id = id
        self.detectsAgain = detectsAgain
        let reader = try store.read(id)
        var first: SegmentRecord?
        var opening: DeviceOpening?
        var notices = RecordingNotices()
        while let entry = reader.next() {
            notices.take(entry)
            switch entry {
            case .segment(let segment): if first == nil { first = segment }
            case .opened(let first): if opening == nil { opening = first }
            default: break
            }
            if !isWhole, opening != nil, first != nil { break }
        }
        guard let segment = first, let opening else { throw ExportError.empty }
        facts = SessionExport.SessionFacts(id, segment, opening, notices: notices.all.map(\.sentence))
    }

    func pieces() throws -> StoredPieces { try pieces(noting: nil) }

    /// The same; `places` is told from where parts can be read later.
    func pieces(noting places: StoredPlaces?) throws -> StoredPieces {
        StoredPieces(
            try store.read(id), rateHertz: facts.rateHertz, channelCount: facts.channels.count,
            detectsAgain: detectsAgain, places: places)
    }

    /// The samples from a place on, to the end of its run.
    func pieces(from place: StoredPlace) throws -> StoredPieces {
        try StoredPieces(
            try store.read(id), from: place, rateHertz: facts.rateHertz, channelCount: facts.channels.count)
    }
}

extension SessionExport.SessionFacts {
    fileprivate init(_ id: SessionID, _ segment: SegmentRecord, _ opening: DeviceOpening, notices: [String]) {
        let facts = segment.facts
        let days = opening.calibration.dateDays
        self.init(
            id: id.description,
            start: WallClock(
                unixNanoseconds: segment.began.unixMicroseconds * 1000,
                utcOffsetSeconds: Self.utcOffset(atUnixSeconds: segment.began.unixMicroseconds / 1_000_000)),
            rateHertz: opening.capabilities.ratesHertz[opening.rateIndex], channels: opening.capabilities.channels,
            zero: opening.zero.state,
            device: facts.imported == nil
                ? DeviceFacts(
                    model: opening.product, serial: opening.serial,
                    firmware: "\(opening.capabilities.firmwareVersion)",
                    calibrated: WallClock(
                        unixNanoseconds: Int64(days) * 86_400_000_000_000, utcOffsetSeconds: 0
                    ).isoDate)
                : DeviceFacts(model: opening.product),
            conditions: MeasurementConditions(
                probe: facts.probe, depthMillimetres: facts.depthMillimetres.map { Int($0.rounded()) },
                posture: facts.posture?.rawValue),
            filterName: opening.filter, detectorID: nil, programme: facts.programme, software: segment.software,
            isSimulated: facts.isSimulated || opening.isSimulated, notices: notices,
            importedFrom: facts.imported?.format, person: facts.participant.map { PersonFacts(code: $0) },
            note: facts.note)
    }

    /// Local time less UTC, where the daemon runs.
    private static func utcOffset(atUnixSeconds seconds: Int64) -> Int {
        var time = time_t(seconds)
        var parts = tm()
        localtime_r(&time, &parts)
        return parts.tm_gmtoff
    }
}

/// Makes the pieces of a stored session, a packet at a time.
struct StoredPieces: SessionPieces {
    private let reader: SessionReader
    private let rateHertz: Int
    private let channelCount: Int
    private let detectsAgain: Bool
    private var waiting: [SessionPiece] = []
    private var rerun: RerunBox?
    private var celsius: Double?
    /// What is added to recorded indices: those of another run of the daemon begin at 0 again.
    private var shift: UInt64 = 0
    /// The index after the newest sample.
    private var nextIndex: UInt64 = 0
    private var lastHostTime: HostTime?
    /// Instants of the wall's clock at which this segment and the newest sample were.
    private var segmentClock: ClockPair?
    private var lastUnixMicroseconds: Int64?
    private var isDone = false
    /// Is told from where parts can be read.
    private let places: StoredPlaces?
    private var placing: StoredPlace.Candidate
    private let isOneRun: Bool
    /// Of what was read so far.
    private(set) var notices = RecordingNotices()
    /// How much of the recording was read, 0 to 1.
    var share: Double { reader.blockCount == 0 ? 1 : Double(reader.blocksRead) / Double(reader.blockCount) }
    /// Contractions of which the last word was not spoken yet, by id.
    private var undecided: [UInt64: Contraction] = [:]
    /// What the end of a run made of them, where detection goes again. Whether the run ended or only its recording shows
    /// with what follows.
    private var decidedAtEnd: [Contraction] = []

    /// A pipeline cannot be copied.
    private final class RerunBox {
        var pipeline: PipelineRerun
        init(_ pipeline: consuming PipelineRerun) { self.pipeline = pipeline }
    }

    init(
        _ reader: SessionReader, rateHertz: Int, channelCount: Int, detectsAgain: Bool, places: StoredPlaces?
    ) {
        self.places = places
        self.reader = reader
        self.rateHertz = rateHertz
        self.channelCount = channelCount
        self.detectsAgain = detectsAgain
        placing = StoredPlace.Candidate()
        isOneRun = false
    }

    /// Reads one run from a place on. Nothing that needs what came before is told: samples and gaps alone.
    init(_ reader: SessionReader, from place: StoredPlace, rateHertz: Int, channelCount: Int) throws {
        self.reader = reader
        self.rateHertz = rateHertz
        self.channelCount = channelCount
        detectsAgain = false
        places = nil
        placing = StoredPlace.Candidate()
        isOneRun = true
        reader.go(to: place.reading)
        celsius = place.facts.celsius
        shift = place.shift
        rerun = RerunBox(try PipelineRerun(place.facts, analyses: false))
    }

    mutating func next() throws -> SessionPiece? {
        while waiting.isEmpty {
            guard !isDone else { return nil }
            if places != nil, rerun != nil, let reading = reader.place {
                placing.consider(reading, celsius: celsius, shift: shift)
            }
            guard let entry = reader.next() else {
                isDone = true
                end()
                tellUndecided()
                continue
            }
            try take(entry)
        }
        return waiting.removeFirst()
    }

    private mutating func take(_ entry: SessionEntry) throws {
        notices.take(entry)
        switch entry {
        case .segment, .opened, .closed:
            guard isOneRun else { break }
            isDone = true
            return
        default: break
        }
        switch entry {
        case .segment(let segment):
            end()
            tellUndecided()
            segmentClock = segment.began
        case .opened(let opening):
            end()
            if detectsAgain {
                waiting += decidedAtEnd.map { .contraction($0) }
                decidedAtEnd = []
                undecided = [:]
            }
            try open(opening)
        case .temperature(let told): celsius = told
        case .zero(let zero):
            rerun?.pipeline.apply(zero)
            placing.zero = zero
        case .packet(let packet, let lostBefore): process(packet, lostBefore: lostBefore)
        case .closed: end()
        case .event(let event): tell(event)
        case .state, .damaged: break
        }
    }

    private mutating func open(_ opening: DeviceOpening) throws {
        // One file has one rate and one set of channels: of another probe nothing is told but that something is missing.
        guard opening.capabilities.ratesHertz[opening.rateIndex] == rateHertz,
            opening.capabilities.channels.count == channelCount
        else { return }
        celsius = opening.temperatureCelsius
        let run = RunFacts(opening)
        rerun = RerunBox(try PipelineRerun(run, analyses: detectsAgain))
        placing.begin(run)
        let first = opening.firstIndex.value
        // An index that goes back was counted by another run of the daemon; the wall's clock then tells how long it was.
        if first &+ shift < nextIndex {
            let seconds = unixMicroseconds(at: nil).flatMap { now in
                lastUnixMicroseconds.map { Double(now - $0) / 1e6 }
            }
            let missing = UInt64(max(0, min(seconds ?? 0, 86_400)) * Double(rateHertz))
            shift = nextIndex &- first &+ missing
        }
    }

    private func unixMicroseconds(at hostTime: HostTime?) -> Int64? {
        guard let segmentClock else { return nil }
        let seconds = (hostTime ?? segmentClock.host).seconds - segmentClock.host.seconds
        return segmentClock.unixMicroseconds + Int64(seconds * 1e6)
    }

    private mutating func process(_ packet: RecordedPacket, lostBefore: UInt32) {
        guard let rerun else { return }
        let kept = KeptPacket(packet, lostBefore: lostBefore, celsius: celsius)
        lastHostTime = packet.hostTime
        var frames: [Frame] = []
        var newest: Frame?
        var pieces: [SessionPiece] = []
        var undecided = undecided
        let (shift, channelCount, detectsAgain) = (shift, channelCount, detectsAgain)
        rerun.pipeline.process(kept) { outcome in
            switch outcome {
            case .frame(let frame):
                frames.append(frame)
                newest = frame
            case .event(.gap(let gap)):
                Self.append(frames, shift: shift, channelCount: channelCount, to: &pieces)
                frames = []
                pieces.append(.gap(Gap(first: gap.first + shift, missing: gap.missing, reason: gap.reason)))
            case .event(.contraction(let told)) where detectsAgain:
                Self.append(frames, shift: shift, channelCount: channelCount, to: &pieces)
                frames = []
                pieces += Self.take(told, shift: shift, &undecided)
            case .event: break
            }
        }
        self.undecided = undecided
        if let place = placing.settle(frames.first?.index ?? newest?.index) { places?.append(place) }
        if let last = newest {
            nextIndex = last.index.value &+ shift &+ 1
            lastUnixMicroseconds = unixMicroseconds(at: last.hostTime)
        }
        Self.append(frames, shift: shift, channelCount: channelCount, to: &pieces)
        waiting += pieces
    }

    private static func append(
        _ frames: [Frame], shift: UInt64, channelCount: Int, to pieces: inout [SessionPiece]
    ) {
        guard let first = frames.first else { return }
        var clipped: [Range<Int>] = []
        for (place, frame) in frames.enumerated() where frame.isClipped {
            if let last = clipped.last, last.upperBound == place {
                clipped[clipped.count - 1] = last.lowerBound..<place + 1
            } else {
                clipped.append(place..<place + 1)
            }
        }
        pieces.append(
            .samples(
                SampleRun(
                    first: SampleInstant(
                        index: first.index + shift, deviceTime: first.deviceTime, hostTime: first.hostTime),
                    pressures: (0..<channelCount).map { channel in frames.map { $0.pressure[channel] } },
                    clipped: clipped)))
    }

    private mutating func tell(_ event: SessionEvent) {
        func instant(_ index: SampleIndex?) -> SessionInstant {
            index.map { .sample($0 + shift) } ?? .host(event.at)
        }
        switch event.body {
        case .contraction(let told):
            guard !detectsAgain else { return }
            waiting += Self.take(told, shift: shift, &undecided)
        case .mark(let mark): waiting.append(.remark(SessionRemark(.mark(mark.text ?? ""), at: instant(mark.index))))
        case .cue(let cue): waiting.append(.remark(SessionRemark(.cue(cue.name), at: instant(cue.index))))
        case .zeroed(let zero, let from):
            waiting.append(.remark(SessionRemark(.zero(zero.state), at: instant(from))))
        case .answer(let answer):
            waiting.append(.remark(SessionRemark(.answer(ExerciseAnswer(answer)), at: instant(answer.index))))
        case .exercise, .exerciseEnded, .score, .noticed:
            if let remark = ExerciseRemark(event.body) {
                waiting.append(.remark(SessionRemark(.exercise(remark), at: .host(event.at))))
            }
        case .gap, .note, .clock, .wallClock, .eventsLost, .unknown: break
        }
    }

    private mutating func end() {
        // Otherwise, what ends with the run was told while it was recorded.
        var decided: [Contraction] = []
        rerun?.pipeline.finish { [shift, detectsAgain] outcome in
            guard detectsAgain, case .event(.contraction(let told)) = outcome, told.isLasting else { return }
            decided.append(told.contraction.shifted(by: shift))
        }
        decidedAtEnd += decided
        rerun = nil
    }

    /// Keeps what is not decided yet, and gives what is.
    private static func take(
        _ told: ContractionEvent, shift: UInt64, _ undecided: inout [UInt64: Contraction]
    ) -> [SessionPiece] {
        let contraction = told.contraction.shifted(by: shift)
        if told.isFinal || told.phase == .withdrawn {
            undecided[contraction.id] = nil
            return told.isLasting ? [.contraction(contraction)] : []
        }
        undecided[contraction.id] = contraction
        return []
    }

    /// Where the recording ended before the last word on a contraction, what was said of it stands.
    private mutating func tellUndecided() {
        waiting += undecided.values.sorted { $0.onset.index < $1.onset.index }.map { .contraction($0) }
        undecided = [:]
        decidedAtEnd = []
    }
}

extension ContractionEvent {
    /// The last word on a contraction that stays one.
    fileprivate var isLasting: Bool { isFinal && phase != .withdrawn }
}

extension Contraction {
    /// The same under other indices.
    fileprivate func shifted(by shift: UInt64) -> Contraction {
        var copy = self
        copy.onset.index = onset.index + shift
        if let offset { copy.offset?.index = offset.index + shift }
        return copy
    }
}
