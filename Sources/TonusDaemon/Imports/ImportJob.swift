// SPDX-License-Identifier: Apache-2.0
import Acquisition
import ContractionDetection
import DeviceProtocol
import Dispatch
import PacketTap
import PerineometerDriver
import Perineometry
import RecordingFiles
import SessionStore
import SignalProcessing
import StreamAPI

/// A recording on its way into the store: its samples become packets, a pipeline finds the contractions in them, and both
/// are recorded on the recording's own clock. Works on a queue of its own, at the pace at which the disk takes it.
final class ImportJob: @unchecked Sendable {
    // Unchecked: everything that changes is touched on the queue alone.
    private let queue = DispatchQueue(label: "tonus-import", qos: .utility)
    private let store: SessionStore
    private let request: RequestedImport
    private let clock: PastClock
    private let beginning: DeviceOpening
    private var packets: ImportedPackets
    private var recording: OpenRecording?
    private var samples: UInt64 = 0
    /// Handed to the recorder since the last time that all was on the disk.
    private var handed = 0
    private var zero: Zero
    private var pipeline: PipelineBox?
    private var hostTime = MonotoneHostTime()
    private var nextContractionID: UInt64 = 1
    /// What the file says of contractions, and where the pipeline saw some begin.
    private var claims: [RecordedNote] = []
    private var onsets: Set<UInt64> = []

    /// So much fits the recorder's ring, with what goes with a packet, several times over.
    private static let handedLimit = 1024
    /// More notes no file has (`RecordingFile.annotations`).
    static let noteLimit = 10_000
    /// A contraction that the file and the pipeline see begin no farther apart is the same one (assumption: onsets that a
    /// step of 16 bits moves differ by less).
    private static let sameOnsetSeconds = 0.25

    /// A tap and a pipeline cannot be copied.
    private final class OpenRecording {
        let writer: SessionWriter
        var tap: PacketTap
        init(_ writer: SessionWriter, _ tap: consuming PacketTap) {
            self.writer = writer
            self.tap = tap
        }
    }

    private final class PipelineBox {
        var rerun: PipelineRerun
        init(_ rerun: consuming PipelineRerun) { self.rerun = rerun }
    }

    init(_ request: RequestedImport, in store: SessionStore) {
        self.store = store
        self.request = request
        let began = request.beganUnixMicroseconds ?? ClockPair.now().unixMicroseconds
        clock = PastClock(began: ClockPair(host: ImportedPackets.origin, unixMicroseconds: began))
        packets = ImportedPackets(request.probe)
        zero = Zero(state: request.zero)
        beginning = DeviceOpening(
            number: 0, serial: ImportedProbe.serial, product: request.probe.product,
            capabilities: request.probe.capabilities, calibration: request.probe.calibration,
            rateIndex: ImportedProbe.rateIndex, filter: "", firstIndex: SampleIndex(0), firstContractionID: 1,
            hostTimeBefore: HostTime(nanoseconds: 0), zero: zero, temperatureCelsius: nil,
            isSimulated: request.probe.isSimulated, isReopening: false)
    }

    /// Does one thing after the other; `reply` is called on the queue.
    func run<Answer>(
        _ work: @escaping @Sendable (ImportJob) throws -> Answer,
        _ reply: @escaping @Sendable (Result<Answer, RPCError>) -> Void
    ) {
        queue.async { [self] in
            do {
                reply(.success(try work(self)))
            } catch let error as RPCError {
                reply(.failure(error))
            } catch let error as StoreError {
                discard()
                reply(.failure(RPCError(error)))
            } catch {
                discard()
                reply(
                    .failure(
                        RPCError(
                            .internalError, "The recording could not be taken in: \(error).",
                            hint: "Report this as a bug.")))
            }
        }
    }

    /// Makes the session.
    func begin() throws {
        let writer = try store.begin(request.facts, software: SessionDesk.software, clock: clock.clock)
        guard let tap = writer.takeTap() else { preconditionFailure("a writer that was just made has its tap") }
        recording = OpenRecording(writer, tap)
    }

    /// Takes the next samples, and returns once they are on the disk.
    ///
    /// - Returns: how many were taken so far, missing ones left out.
    func take(_ params: ImportDataParams) throws -> UInt64 {
        guard let recording else { throw Self.over }
        let piece = try ImportPiece(params, of: request)
        guard piece.run.first >= packets.nextIndex else {
            throw RPCError(
                .invalidParams, "first is \(piece.run.first); samples up to \(packets.nextIndex) are here already.",
                hint: "Send samples in order, each once.")
        }
        let end = piece.run.first + UInt64(piece.run.sampleCount)
        guard Double(end) <= CountedRecording.secondsLimit * Double(request.probe.rateHertz) else {
            throw RPCError(
                .invalidParams, "The recording would last longer than 7 days.", hint: "Split it into several.")
        }
        guard claims.count + piece.notes.count <= Self.noteLimit else {
            throw RPCError(.invalidParams, "There are too many notes.", hint: "Send at most \(Self.noteLimit).")
        }
        var notes = piece.notes[...]
        for place in 0..<piece.run.sampleCount {
            let index = piece.run.first + UInt64(place)
            while let note = notes.first, note.index <= index {
                try take(note)
                notes.removeFirst()
            }
            guard let sample = piece.run.sample(place) else { continue }
            samples += 1
            packets.take(sample, at: index)
            try recordSteps()
        }
        for note in notes { try take(note) }
        try recording.writer.flush()
        handed = 0
        return samples
    }

    private func take(_ note: RecordedNote) throws {
        let index = SampleIndex(note.index)
        switch note.kind {
        case .mark(let text): try tell(.mark(SessionMark(index: index, text: text.isEmpty ? nil : text)))
        case .cue(let name): try tell(.cue(SessionCue(index: index, name: name)))
        case .seam:
            packets.close()
            try recordSteps()
        case .contraction: claims.append(note)
        case .zero(let state):
            packets.flush()
            try recordSteps()
            zero = Zero(state: state)
            pipeline?.rerun.apply(zero)
        }
    }

    private func recordSteps() throws { for step in packets.takeSteps() { try record(step) } }

    private func record(_ step: ImportedPackets.Step) throws {
        guard let recording else { return }
        switch step {
        case .opened(let first, let isReopening):
            var opening = beginning
            opening.firstIndex = first
            opening.zero = zero
            opening.isReopening = isReopening
            opening.firstContractionID = nextContractionID
            let rerun = PipelineBox(try PipelineRerun(RunFacts(opening), hostTime: hostTime))
            opening.filter = rerun.rerun.filter.name
            pipeline = rerun
            recording.tap.open(recording.writer.describe(opening))
        case .packet(let received, let index):
            try pipeline?.rerun.process(
                KeptPacket(received: received, celsius: .nan, framePosition: 0, nextIndex: index)
            ) { try tell($0) }
            clock.advance(to: received.hostTime)
            guard
                recording.tap.append(
                    RecordedPacket(bytes: received.bytes, length: received.length, hostTime: received.hostTime),
                    index: index, celsius: nil, zero: zero)
            else { throw StoreError.inputOutput(path: "the recording", reason: "too much waits to be written") }
            try count()
        case .closed:
            try pipeline?.rerun.finish { try tell($0) }
            if let rerun = pipeline?.rerun.hostTime { hostTime = rerun }
            if let next = pipeline?.rerun.nextContractionID { nextContractionID = next }
            pipeline = nil
            _ = recording.tap.close(dropped: 0)
        }
    }

    private func tell(_ outcome: RerunOutcome) throws {
        guard case .event(let event) = outcome else { return }
        switch event {
        case .gap(let gap): try tell(.gap(gap))
        case .contraction(let told):
            onsets.insert(told.contraction.onset.index.value)
            try tell(.contraction(told))
        case .zeroed(let zero, let index): try tell(.zeroed(zero, from: index))
        case .rest: break
        }
    }

    private func tell(_ body: SessionEvent.Body) throws {
        guard let recording else { return }
        let at = packets.hostTime(ofSample: packets.nextIndex)
        guard try recording.writer.append(SessionEvent(at: at, body)) else {
            throw StoreError.inputOutput(path: "the recording", reason: "too much waits to be written")
        }
        try count()
    }

    private func count() throws {
        handed += 1
        guard handed >= Self.handedLimit else { return }
        try recording?.writer.flush()
        handed = 0
    }

    /// Ends the session. What was sent is one then.
    func finish() throws -> SessionSummary {
        guard let recording else { throw Self.over }
        guard samples > 0 else {
            throw RPCError(.notPossibleNow, "No samples were sent.", hint: "Send some, or cancel the import.")
        }
        packets.flush()
        try recordSteps()
        // As where a recording is stopped: what lasts at its end has no end.
        pipeline = nil
        packets.close()
        try recordSteps()
        try tellClaims()
        clock.advance(to: packets.hostTime(ofSample: packets.nextIndex))
        try recording.writer.finish()
        self.recording = nil
        guard let summary = try store.list().first(where: { $0.id == recording.writer.id }) else {
            throw StoreError.unknownSession(recording.writer.id)
        }
        return summary
    }

    /// Contractions that the file tells of and the pipeline does not: kept as what the file says.
    private func tellClaims() throws {
        let found = onsets.sorted()
        let near = UInt64(Self.sameOnsetSeconds * Double(request.probe.rateHertz))
        for claim in claims {
            guard case .contraction(let text) = claim.kind else { continue }
            let next = found.first { $0 + near >= claim.index }
            if let next, next <= claim.index + near { continue }
            try tell(.mark(SessionMark(index: SampleIndex(claim.index), text: text)))
        }
        claims = []
    }

    /// Leaves nothing behind. Not an error where there is nothing.
    func discard() {
        guard let recording else { return }
        self.recording = nil
        pipeline = nil
        try? recording.writer.finish()
        _ = try? store.erase(.session(recording.writer.id))
    }

    private static let over = RPCError(
        .unknownImport, "The import is over.", hint: "Begin another with import.begin.")
}

extension SessionStore {
    /// Removes what an end of the daemon left of imports: nobody was told that they are kept.
    func eraseUnfinishedImports() {
        let unfinished = ((try? list()) ?? []).filter { $0.facts.imported != nil && $0.state != .finished }
        for session in unfinished { _ = try? erase(.session(session.id)) }
    }
}
