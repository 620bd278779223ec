// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// Writes a session as EDF+C: 16-bit samples in cmH2O in records of one second, contractions, marks, cues and whatever is
/// not to be trusted as annotations.
///
/// A gap is filled with the lowest number and annotated `BAD_gap`, for EDF+D, which could leave it out, is refused or
/// misread by most readers.
public enum EDFExport {
    /// The most bytes of a record that every reader takes.
    static let recordBytesLimit = 61_440

    /// Reads the session twice, or more often where the survey says so.
    public static func write<Session: ExportableSession>(
        _ session: Session, options: ExportOptions = ExportOptions(), to sink: some ByteSink
    ) throws {
        let survey = try SessionSurvey(of: session, scoring: options.scoring)
        try write(session, survey: survey, options: options, to: sink)
    }

    public static func write<Session: ExportableSession>(
        _ session: Session, survey: SessionSurvey, options: ExportOptions, to sink: some ByteSink
    ) throws {
        let facts = survey.facts
        guard (1583...9999).contains(facts.start.local.year) || options.disclosure == .anonymous else {
            throw ExportError.facts(
                field: "start", value: facts.start.rfc3339, expected: "a date that an EDF header can hold")
        }
        let scales = survey.ranges.map(EDFScale.init(holding:))
        let records = (survey.places + facts.rateHertz - 1) / facts.rateHertz
        let annotations = try EDFAnnotations.queue(for: survey, scales: scales, beyond: [], options: options)
        var areas = try annotations.areas(records: records)
        if zip(survey.ranges, scales).contains(where: { pressures, scale in
            pressures.map { scale.isBeyond($0.lowerBound) || scale.isBeyond($0.upperBound) } ?? false
        }) {
            // Seldom: even the widest range does not hold some pressure. Where that is takes another reading.
            let beyond = try spansBeyond(session, scales: scales, rateHertz: facts.rateHertz)
            areas = try EDFAnnotations.queue(for: survey, scales: scales, beyond: beyond, options: options)
                .areas(records: records)
        }
        guard 2 * facts.rateHertz * scales.count + areas.bytes <= recordBytesLimit else {
            throw ExportError.tooLarge(
                what: "A second of \(scales.count) channels at \(facts.rateHertz) Hz",
                limit: "\(recordBytesLimit) bytes")
        }
        try sink.write(
            EDFHeaderText(
                facts: facts, disclosure: options.disclosure, scales: scales, records: records,
                annotationBytes: areas.bytes
            ).bytes)
        var assembler = EDFRecordAssembler(rateHertz: facts.rateHertz, scales: scales, areas: areas)
        var timeline = try SessionTimeline(session)
        while let piece = try timeline.next() {
            if case .samples(let placed) = piece { try assembler.take(placed) { try sink.write($0) } }
        }
        try assembler.finish(records: records) { try sink.write($0) }
    }

    /// The labels of signals, no two the same; the pelvic-floor and the abdominal one are known by theirs.
    public static func labels(of channels: [Channel]) -> [String] {
        channels.map { channel in
            let isAlone = channels.filter { $0.role == channel.role }.count == 1
            switch channel.role {
            case .pelvicFloor: return isAlone ? "Pelvic floor" : "Pelvic floor \(channel.number + 1)"
            case .abdominal: return isAlone ? "Abdominal" : "Abdominal \(channel.number + 1)"
            case .arrayElement: return "Sensor \(channel.number + 1)"
            }
        }
    }

    private static func spansBeyond<Session: ExportableSession>(
        _ session: Session, scales: [EDFScale], rateHertz: Int
    ) throws -> [Range<Int>] {
        var spans = SpanList(joinedWithin: rateHertz / 10)
        var timeline = try SessionTimeline(session)
        while let piece = try timeline.next() {
            guard case .samples(let placed) = piece else { continue }
            for offset in 0..<placed.run.count
            where scales.indices.contains(where: { scales[$0].isBeyond(placed.run.pressures[$0][offset]) }) {
                spans.append(placed.place + offset..<placed.place + offset + 1)
            }
        }
        return spans.spans
    }
}

/// Fills records of a second with samples.
struct EDFRecordAssembler {
    private let rateHertz: Int
    private let scales: [EDFScale]
    private let areas: EDFAnnotationAreas
    private var samples: [Int16]
    private var record = 0

    init(rateHertz: Int, scales: [EDFScale], areas: EDFAnnotationAreas) {
        self.rateHertz = rateHertz
        self.scales = scales
        self.areas = areas
        samples = [Int16](repeating: EDFScale.gap, count: rateHertz * scales.count)
    }

    mutating func take(_ placed: PlacedRun, _ write: ([UInt8]) throws -> Void) throws {
        var offset = 0
        while offset < placed.run.count {
            let place = placed.place + offset
            while record < place / rateHertz { try close(write) }
            guard record == place / rateHertz else { throw ExportError.changed }
            let within = place % rateHertz
            let count = min(rateHertz - within, placed.run.count - offset)
            for (channel, scale) in scales.enumerated() {
                let start = channel * rateHertz + within
                placed.run.pressures[channel].withUnsafeBufferPointer { column in
                    for step in 0..<count { samples[start + step] = scale.digital(column[offset + step]) }
                }
            }
            offset += count
        }
    }

    mutating func finish(records: Int, _ write: ([UInt8]) throws -> Void) throws {
        guard record <= records else { throw ExportError.changed }
        while record < records { try close(write) }
    }

    private mutating func close(_ write: ([UInt8]) throws -> Void) throws {
        var bytes = [UInt8](repeating: 0, count: samples.count * 2)
        for (place, sample) in samples.enumerated() {
            bytes[2 * place] = UInt8(truncatingIfNeeded: sample)
            bytes[2 * place + 1] = UInt8(truncatingIfNeeded: sample >> 8)
        }
        try write(bytes + areas.area(ofRecord: record))
        for place in samples.indices { samples[place] = EDFScale.gap }
        record += 1
    }
}
