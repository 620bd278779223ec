// SPDX-License-Identifier: Apache-2.0
import ContractionDetection
import Perineometry
public import SessionExport
import SignalProcessing
public import VirtualPerineometer

/// A session of the virtual patient, made anew at every reading: filter, detector and figures are those of the daemon.
///
/// It holds what may happen to a session: lost packets, an unplugged device, samples at the converter's limit, marks.
public struct PatientSession: ExportableSession {
    public var facts: SessionFacts
    public var persona = Persona.comfortableStrong
    public var seed: UInt64 = 1
    public var seconds: Int
    /// Stretches of indices that never arrived.
    public var lost: [Range<Int>] = []
    /// The device was unplugged before this index, for so many seconds.
    public var unplugged: (index: Int, seconds: Double)?
    /// Everything beyond is cut off, cmH2O.
    public var converterLimit = Double.infinity
    public var remarks: [SessionRemark] = []
    /// Samples of a run, at most.
    public var runLength = 250

    public init(seconds: Int, rateHertz: Int = 250, channelCount: Int = 1) {
        self.seconds = seconds
        let channels = (0..<channelCount).map { number in
            Channel(
                number: number, role: number == 0 ? .pelvicFloor : number == 1 ? .abdominal : .arrayElement,
                countLimits: -8_388_608...8_388_607)
        }
        facts = SessionFacts(
            id: "5f0c2a8e-0d5b-4d43-9b0e-3a6c9d1f7b21",
            // 2026-03-14T10:00:00.250+01:00
            start: WallClock(unixNanoseconds: 1_773_478_800_250_000_000, utcOffsetSeconds: 3600),
            rateHertz: rateHertz, channels: channels, zero: .air,
            device: DeviceFacts(model: "Tonus virtual perineometer", serial: "SIM-0001", firmware: "1.0.0"),
            conditions: MeasurementConditions(probe: "virtual", depthMillimetres: 35, posture: "supine"),
            software: "Tonus 0.1.0", isSimulated: true)
    }

    public func pieces() throws -> PatientPieces { try PatientPieces(self) }
}

/// Reads a `PatientSession`.
public final class PatientPieces: SessionPieces {
    private let session: PatientSession
    private var patient: VirtualPatient
    private var analysis: PressureAnalysis
    private var recorder: MetricsRecorder
    private var index = 0
    private var hostSeconds = 0.0
    private var waiting: [SessionPiece] = []
    private var open: [UInt64: Contraction] = [:]
    private var remarks: [SessionRemark]

    init(_ session: PatientSession) throws {
        self.session = session
        let rate = Double(session.facts.rateHertz)
        let channels = DetectionChannels(of: session.facts.channels)
        let filter = try FilterChain.live(rateHertz: rate)
        patient = VirtualPatient(
            persona: session.persona, seed: session.seed, rateHertz: session.facts.rateHertz,
            channelCount: session.facts.channels.count)
        analysis = PressureAnalysis(filter: filter, sampleRateHertz: rate, channels: channels)
        recorder = MetricsRecorder(
            sampleRateHertz: rate, delaySeconds: filter.delaySeconds, channels: channels, zero: session.facts.zero)
        remarks = session.remarks
    }

    public func next() -> SessionPiece? {
        while waiting.isEmpty {
            guard advance() else { return nil }
        }
        return waiting.removeFirst()
    }

    private var total: Int { session.seconds * session.facts.rateHertz }

    /// Makes what comes next; false after the end.
    private func advance() -> Bool {
        if index > total { return false }
        if index == total {
            index += 1
            interrupt()
            waiting.append(.figures(recorder.session))
            return true
        }
        if let lost = session.lost.first(where: { $0.lowerBound == index }) {
            for _ in lost { _ = patient.next() }
            let gap = Gap(first: SampleIndex(UInt64(index)), missing: UInt64(lost.count), reason: .packetsLost)
            recorder.note(gap, isBridged: false)
            interrupt()
            waiting.append(.gap(gap))
            index = lost.upperBound
            return true
        }
        if let unplugged = session.unplugged, unplugged.index == index, hostSeconds == 0 {
            hostSeconds = unplugged.seconds
            interrupt()
            waiting.append(.gap(Gap(first: SampleIndex(UInt64(index)), missing: 0, reason: .deviceReopened)))
        }
        appendRun()
        return true
    }

    private func appendRun() {
        let stops = session.lost.map(\.lowerBound) + [session.unplugged?.index ?? total, total]
        let end = stops.filter { $0 > index }.reduce(index + session.runLength, min)
        let first = instant(index)
        var columns = [[Double]](repeating: [], count: session.facts.channels.count)
        var clipped: [Range<Int>] = []
        var found: [SessionPiece] = []
        for place in index..<end {
            var pressure = patient.next().pressure
            if pressure[0] > session.converterLimit {
                pressure[0] = session.converterLimit
                clipped.append(place - index..<place - index + 1)
            }
            for channel in columns.indices { columns[channel].append(pressure[channel]) }
            for case .cue("squeeze") in remarks.filter({ $0.at == .sample(SampleIndex(UInt64(place))) }).map(\.kind) {
                analysis.cue(at: instant(place).deviceTime)
            }
            let sample = analysis.process(pressure, at: instant(place))
            if let event = sample.detection.event { note(event) }
            let quality = pressure[0] == session.converterLimit ? SampleQuality.clipped : .measured
            if let metrics = recorder.record(sample, at: instant(place), quality: quality) {
                found.append(hand(out: metrics))
            }
        }
        waiting.append(.samples(SampleRun(first: first, pressures: columns, clipped: clipped)))
        waiting += found
        index = end
        while let remark = remarks.first, case .sample(let at) = remark.at, at.value < UInt64(index) {
            waiting.append(.remark(remarks.removeFirst()))
        }
    }

    private func interrupt() {
        while let event = analysis.interrupt() {
            recorder.note(event)
            note(event)
        }
        while let metrics = recorder.interrupt() { waiting.append(hand(out: metrics)) }
        for contraction in open.values.sorted(by: { $0.id < $1.id }) { waiting.append(.contraction(contraction)) }
        open = [:]
    }

    private func note(_ event: ContractionEvent) {
        open[event.contraction.id] = event.phase == .withdrawn ? nil : event.contraction
    }

    private func hand(out metrics: ContractionMetrics) -> SessionPiece {
        open[metrics.contraction.id] = nil
        return .contraction(metrics.contraction, metrics)
    }

    private func instant(_ index: Int) -> SampleInstant {
        let seconds = Double(index) / Double(session.facts.rateHertz)
        return SampleInstant(
            index: SampleIndex(UInt64(index)),
            deviceTime: DeviceTime(microseconds: 1_000_000 + UInt64((seconds * 1e6).rounded())),
            hostTime: HostTime(nanoseconds: 5_000_000_000 + UInt64(((seconds + hostSeconds) * 1e9).rounded())))
    }
}
