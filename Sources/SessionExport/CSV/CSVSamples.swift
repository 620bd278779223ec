// SPDX-License-Identifier: Apache-2.0
import Perineometry

/// Writes the samples of a session as comma-separated text, a row each, for spreadsheets and scripts.
///
/// Missing samples have no row: the time jumps, and the row behind says in its `event` how long they were missing.
public enum CSVSamples {
    public static func write<Session: ExportableSession>(
        _ session: Session, options: ExportOptions = ExportOptions(), to sink: some ByteSink
    ) throws {
        try write(session, survey: SessionSurvey(of: session, scoring: options.scoring), options: options, to: sink)
    }

    public static func write<Session: ExportableSession>(
        _ session: Session, survey: SessionSurvey, options: ExportOptions, to sink: some ByteSink
    ) throws {
        let facts = survey.facts
        let labels = EDFExport.labels(of: facts.channels).map { $0.lowercased().replacing(" ", with: "_") + "_cmH2O" }
        try sink.write(Array(CSVText.head(of: survey, options: options).utf8))
        try sink.write(
            Array("time_s,device_clock_s,host_clock_s,\(labels.joined(separator: ",")),clipped,event\n".utf8))
        var events = EventCells(survey, options)
        var origin: SampleInstant?
        var timeline = try SessionTimeline(session)
        while let piece = try timeline.next() {
            switch piece {
            case .gap(let gap): events.note(gap, rateHertz: facts.rateHertz)
            case .samples(let placed):
                let origin = origin ?? placed.run.first
                try sink.write(rows(placed, since: origin, rateHertz: facts.rateHertz, events: &events))
            default: break
            }
            if origin == nil, case .samples(let placed) = piece { origin = placed.run.first }
        }
    }

    private static func rows(
        _ placed: PlacedRun, since origin: SampleInstant, rateHertz: Int, events: inout EventCells
    ) -> [UInt8] {
        let (run, comma) = (placed.run, UInt8(ascii: ","))
        var bytes: [UInt8] = []
        bytes.reserveCapacity(run.count * (32 + 9 * run.pressures.count))
        let device = run.first.deviceTime.seconds(since: origin.deviceTime)
        let host = (Double(run.first.hostTime.nanoseconds) - Double(origin.hostTime.nanoseconds)) / 1e9
        var clipped = run.clipped[...]
        for offset in 0..<run.count {
            let place = placed.place + offset
            let seconds = Double(offset) / Double(rateHertz)
            DecimalText.append(Double(place) / Double(rateHertz), decimals: 6, to: &bytes)
            bytes.append(comma)
            DecimalText.append(device + seconds, decimals: 6, to: &bytes)
            bytes.append(comma)
            DecimalText.append(host + seconds, decimals: 6, to: &bytes)
            for column in run.pressures {
                bytes.append(comma)
                if column[offset].isFinite { DecimalText.append(column[offset], decimals: 4, to: &bytes) }
            }
            while let span = clipped.first, span.upperBound <= offset { clipped.removeFirst() }
            let isClipped = clipped.first?.contains(offset) ?? false
            bytes += [comma, isClipped ? UInt8(ascii: "1") : UInt8(ascii: "0"), comma]
            if let event = events.cell(upTo: place) { bytes += Array(CSVText.cell(event).utf8) }
            bytes.append(UInt8(ascii: "\n"))
        }
        return bytes
    }
}

/// What stands in the column `event`, in the order of time.
struct EventCells {
    private var coming: [(place: Int, text: String)] = []
    private var next = 0
    private var gaps: [String] = []

    init(_ survey: SessionSurvey, _ options: ExportOptions) {
        for contraction in survey.contractions {
            let word = EDFAnnotations.word(for: contraction.contraction)
            coming.append((contraction.onset, "\(word) begins"))
            if let offset = contraction.offset { coming.append((offset, "\(word) ends")) }
        }
        for remark in survey.remarks {
            if let word = EDFAnnotations.word(for: remark.kind, options) { coming.append((remark.place, word)) }
        }
        coming = coming.enumerated().sorted { ($0.element.place, $0.offset) < ($1.element.place, $1.offset) }
            .map(\.element)
    }

    mutating func note(_ gap: PlacedGap, rateHertz: Int) {
        let seconds = DecimalText.text(Double(gap.places.count) / Double(rateHertz), decimals: 6)
        gaps.append("Gap of \(seconds) s: \(gap.reason?.rawValue ?? "unknown")")
    }

    /// All that happened at this place or before and was not told yet.
    mutating func cell(upTo place: Int) -> String? {
        guard !gaps.isEmpty || (next < coming.count && coming[next].place <= place) else { return nil }
        var texts = gaps
        gaps.removeAll()
        while next < coming.count, coming[next].place <= place {
            texts.append(coming[next].text)
            next += 1
        }
        return texts.joined(separator: "; ")
    }
}
