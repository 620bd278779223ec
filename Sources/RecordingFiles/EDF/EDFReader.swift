// SPDX-License-Identifier: Apache-2.0
import Perineometry

/// Reads the chosen signals of an EDF or BDF file, piece by piece.
///
/// The rate of the pelvic-floor signal leads. A slower signal is held from sample to sample, a faster one averaged over
/// each sampling interval.
struct EDFReader: PieceReader {
    let description: RecordingDescription
    let annotations: [RecordedAnnotation]
    let notes: [String]

    private let header: EDFHeader
    private let survey: EDFSurvey
    private let path: String
    private let window: FileWindow
    private let signals: [Signal]
    private var assembler: PieceAssembler
    private var record = 0
    /// Samples of the leading signal read from the record.
    private var taken = 0
    private var recordStart: UInt64 = 0
    /// Gaps before this one are behind.
    private var gap = 0
    private var isFinished = false

    private struct Signal {
        var offset: Int
        var samplesPerRecord: Int
        var gain: Double
        var zero: Double
        var limits: (least: Double, greatest: Double)
        var name: String

        var scale: CountScale? {
            guard let least = Int32(exactly: limits.least), let greatest = Int32(exactly: limits.greatest),
                least < greatest
            else { return nil }
            return CountScale(gain: gain, offset: zero, limits: least...greatest)
        }
    }

    init(_ source: ByteSource, _ selection: RecordingSelection) throws(RecordingFileError) {
        path = source.path
        guard source.size != nil else { throw .notSeekable(path: path) }
        window = FileWindow(source)
        header = try EDFHeader(source)
        survey = try EDFSurvey(header, source, window)
        var notes = survey.notes
        let channels = Self.channels(header)
        let choosing = ChannelChoosing(
            path: path, channels: channels,
            candidates: channels.filter { [header] in !header.signals[$0.number - 1].isStatus })
        let choices = try choosing.choose(selection)
        var signals: [Signal] = []
        var chosen: [ChosenChannel] = []
        for (channel, role) in choices {
            let unit = try Self.unit(of: channel, selection, path)
            let signal = try Self.signal(channel, header, unit, path)
            let isLeading = signal.samplesPerRecord == (signals.first ?? signal).samplesPerRecord
            chosen.append(
                ChosenChannel(channel: channel, role: role, unit: unit, scale: isLeading ? signal.scale : nil))
            signals.append(signal)
        }
        let lead = signals[0]
        let rate = Double(lead.samplesPerRecord) / header.recordSeconds
        guard RecordingDescription.rateLimitsHertz.contains(rate) else {
            throw .rateOutOfRange(path: path, hertz: rate, source: "signal \(lead.name)")
        }
        for (signal, choice) in zip(signals, chosen).dropFirst() where signal.samplesPerRecord != lead.samplesPerRecord
        {
            let own = Double(signal.samplesPerRecord) / header.recordSeconds
            guard signal.samplesPerRecord > 0, own <= RecordingDescription.rateLimitsHertz.upperBound else {
                throw .rateOutOfRange(path: path, hertz: own, source: "signal \(signal.name)")
            }
            let way = signal.samplesPerRecord < lead.samplesPerRecord ? "held" : "averaged"
            notes.append("\(choice.channel.label.printable()) was recorded at \(own) Hz and is \(way) to \(rate) Hz")
        }
        let total =
            header.isDiscontinuous
            ? UInt64((survey.endSeconds * rate).rounded()) : UInt64(survey.records * lead.samplesPerRecord)
        guard total > 0 else { throw .noRows(path: path) }
        self.signals = signals
        self.notes = notes
        annotations = survey.annotations
        assembler = PieceAssembler(rateHertz: rate)
        let isSimulated = header.isSimulated || survey.annotations.contains { $0.text.saysSimulated }
        description = RecordingDescription(
            format: header.format, channels: channels, chosen: chosen, rateHertz: rate, samples: total,
            start: header.start, isSimulated: isSimulated)
    }

    mutating func next() throws(RecordingFileError) -> RecordingPiece? {
        while true {
            if let piece = assembler.pop() { return piece }
            if isFinished { return nil }
            if record == survey.records {
                isFinished = true
                if let total = description.samples { assembler.skip(to: total) }
                assembler.flush()
                guard assembler.hasValues else { throw .noValues(path: path, channel: signals[0].name) }
            } else {
                try readPart()
            }
        }
    }

    /// Reads some of the record at hand.
    private mutating func readPart() throws(RecordingFileError) {
        let lead = signals[0].samplesPerRecord
        if taken == 0 { recordStart = try startOfRecord() }
        // Neither the leading signal's part nor the fastest one's may overflow the window.
        let fastest = signals.reduce(lead) { max($0, $1.samplesPerRecord) }
        let most = FileWindow.capacity / 4
        let count = min(PieceAssembler.blockSamples, max(1, most / max(1, fastest / lead + 1)), lead - taken)
        var values = [ChannelVector](repeating: .zero, count: count)
        var clipped = [UInt8](repeating: 0, count: count)
        let start = header.headerBytes + record * header.recordBytes
        for (channel, signal) in signals.enumerated() {
            let own = signal.samplesPerRecord
            let from = own == lead ? taken : taken * own / lead
            let end = own == lead ? taken + count : max(from + 1, ((taken + count) * own + lead - 1) / lead)
            let bytes = try window.bytes(
                at: start + signal.offset + from * header.bytesPerSample, count: (end - from) * header.bytesPerSample)
            // The file was cut while it was read.
            guard bytes.count == (end - from) * header.bytesPerSample else {
                record = survey.records
                return
            }
            for place in 0..<count {
                let first = own == lead ? taken + place : (taken + place) * own / lead
                let last = own > lead ? max(first + 1, (taken + place + 1) * own / lead) : first + 1
                var sum = 0.0
                for sample in first..<last {
                    let digital = Self.digital(bytes, sample - from, header.bytesPerSample)
                    if digital <= signal.limits.least || digital >= signal.limits.greatest {
                        clipped[place] |= 1 << UInt8(channel)
                    }
                    sum += digital
                }
                values[place][channel] = sum / Double(last - first) * signal.gain + signal.zero
            }
        }
        for place in 0..<count {
            let index = recordStart + UInt64(taken + place)
            if !isInGap(index) { assembler.append(values[place], clipped: clipped[place], at: index) }
        }
        taken += count
        if taken == lead {
            taken = 0
            record += 1
        }
    }

    private func startOfRecord() throws(RecordingFileError) -> UInt64 {
        guard header.isDiscontinuous else { return UInt64(record * signals[0].samplesPerRecord) }
        let found = try EDFSurvey.annotations(header, window, record: record)
        guard let onset = found.recordOnset else { throw .recordWithoutTime(path: path, record: record + 1) }
        let index = ((onset - survey.firstOnset) * description.rateHertz).rounded()
        // Rounded onsets may lie before the end of the record before; the survey saw that they do so by little.
        return max(assembler.nextIndex, UInt64(max(0, min(index, 1e18))))
    }

    private mutating func isInGap(_ index: UInt64) -> Bool {
        let seconds = (Double(index) + 0.5) / description.rateHertz
        while gap < survey.gaps.count, survey.gaps[gap].upperBound <= seconds { gap += 1 }
        return gap < survey.gaps.count && survey.gaps[gap].lowerBound <= seconds
    }

    private static func digital(_ bytes: UnsafeRawBufferPointer, _ sample: Int, _ width: Int) -> Double {
        let place = sample * width
        if width == 2 { return Double(Int16(truncatingIfNeeded: Int(bytes[place]) | Int(bytes[place + 1]) << 8)) }
        let low = Int32(bytes[place]) | Int32(bytes[place + 1]) << 8
        return Double(low | Int32(Int8(bitPattern: bytes[place + 2])) << 16)
    }

    private static func channels(_ header: EDFHeader) -> [RecordedChannel] {
        var channels: [RecordedChannel] = []
        for (place, signal) in header.signals.enumerated() where !signal.isAnnotations {
            var range: ClosedRange<Double>?
            if let physical = signal.physical {
                range = min(physical.least, physical.greatest)...max(physical.least, physical.greatest)
            }
            channels.append(
                RecordedChannel(
                    number: place + 1, label: signal.label, unitText: signal.unitText, physicalRange: range,
                    rateHertz: header.recordSeconds > 0 ? Double(signal.samplesPerRecord) / header.recordSeconds : nil))
        }
        return channels
    }

    private static func unit(
        of channel: RecordedChannel, _ selection: RecordingSelection, _ path: String
    ) throws(RecordingFileError) -> RecordedUnit {
        if let unit = selection.unit { return unit }
        guard let unit = RecordedUnit(parsing: channel.unitText), unit.isPressure else {
            throw .unknownUnit(path: path, channel: "signal \(channel.name)", text: channel.unitText)
        }
        return unit
    }

    private static func signal(
        _ channel: RecordedChannel, _ header: EDFHeader, _ unit: RecordedUnit, _ path: String
    ) throws(RecordingFileError) -> Signal {
        let place = channel.number - 1
        let own = header.signals[place]
        let scale = try own.scale(path: path, name: channel.name)
        let offset = header.signals[..<place].reduce(0) { $0 + $1.samplesPerRecord } * header.bytesPerSample
        return Signal(
            offset: offset, samplesPerRecord: own.samplesPerRecord, gain: scale.gain * unit.cmH2O,
            zero: scale.offset * unit.cmH2O, limits: own.digital ?? (-.infinity, .infinity), name: channel.name)
    }
}
