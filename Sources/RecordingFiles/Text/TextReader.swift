// SPDX-License-Identifier: Apache-2.0
import Perineometry

/// Reads the chosen columns of a delimited text, piece by piece.
struct TextReader: PieceReader {
    let description: RecordingDescription
    let annotations: [RecordedAnnotation] = []
    private let path: String
    private let reader: LineReader
    private var head: ArraySlice<NumberedLine>
    private var parser: RowParser
    private var scale: TimeScale?
    private var grid: TimeGrid
    private var assembler: PieceAssembler
    private let openingNotes: [String]
    private var isFinished = false
    private var duplicates = Occurrences()
    private var crowded = Occurrences()
    private var timeless = Occurrences()

    init(_ source: ByteSource, head bytes: [UInt8], _ selection: RecordingSelection) throws(RecordingFileError) {
        path = source.path
        reader = LineReader(source, head: bytes)
        let textHead = try TextHead(reader)
        let layout = try TextLayout(textHead, path: path)
        head = textHead.rows[layout.firstRow...]
        var notes = layout.notes
        let cells = head.map { CellSplitter.cells($0.bytes, layout.delimiter) }
        let setAside = TimeColumn.setAside(layout, cells)
        let channels = layout.columns.enumerated().map { place, column in
            RecordedChannel(
                number: place + 1, label: column.heading, unitText: Self.unitText(column), physicalRange: nil,
                rateHertz: nil)
        }
        var timePlace: Int?
        if let wanted = selection.time {
            let choosing = ChannelChoosing(path: path, channels: channels, candidates: [])
            timePlace = try choosing.channel(wanted).number - 1
        } else {
            timePlace = TimeColumn.guess(layout, cells)
        }
        let candidates = channels.filter {
            let place = $0.number - 1
            return layout.columns[place].isNumeric && !setAside.contains(place) && place != timePlace
        }
        let choices = try ChannelChoosing(path: path, channels: channels, candidates: candidates).choose(selection)
        var chosen: [ChosenChannel] = []
        for (channel, role) in choices {
            if channel.number - 1 == timePlace {
                guard selection.time == nil else { throw .channelTwice(path: path, channel: channel.name) }
                timePlace = nil
            }
            let stated = try Self.unit(of: channel, layout.columns[channel.number - 1], selection, path)
            // A column beside one that states its unit was in all likelihood recorded in the same.
            let unit = stated ?? chosen.first?.unit ?? .cmH2O
            if stated == nil {
                notes.append("column \(channel.name) states no unit and was taken for \(unit.rawValue)")
            }
            chosen.append(ChosenChannel(channel: channel, role: role, unit: unit, scale: nil))
        }
        var start: String?
        let rate: Double
        var firstDue = 0.0
        if let stated = selection.rateHertz {
            guard RecordingDescription.rateLimitsHertz.contains(stated) else {
                throw .rateOutOfRange(path: path, hertz: stated, source: "--rate")
            }
            if timePlace != nil { notes.append("the time column was not consulted, because a rate was given") }
            timePlace = nil
            rate = stated
        } else if let place = timePlace {
            let time = try TimeColumn(place, layout, head, cells, path: path)
            notes += time.notes
            (scale, rate, start, firstDue) = (time.scale, time.rateHertz, time.start, time.firstDue)
        } else {
            throw .noTime(path: path)
        }
        parser = RowParser(
            delimiter: layout.delimiter, decimalSign: layout.decimalSign, columns: choices.map { $0.0.number - 1 },
            factors: chosen.map(\.unit.cmH2O), time: timePlace)
        grid = TimeGrid(intervalSeconds: 1 / rate, firstDue: firstDue)
        assembler = PieceAssembler(rateHertz: rate)
        openingNotes = notes
        description = RecordingDescription(
            format: .text, channels: channels.filter { $0.number - 1 != timePlace }, chosen: chosen, rateHertz: rate,
            samples: nil, start: start, isSimulated: layout.isSimulated)
    }

    mutating func next() throws(RecordingFileError) -> RecordingPiece? {
        while true {
            if let piece = assembler.pop() { return piece }
            if isFinished { return nil }
            if let row = head.popFirst() {
                parser.parse(row.bytes, line: row.number)
                try place(line: row.number)
            } else if let row = try reader.next() {
                if TextHead.isBlank(row) || TextHead.isComment(row) { continue }
                parser.parse(row, line: reader.line)
                try place(line: reader.line)
            } else {
                isFinished = true
                assembler.flush()
                guard assembler.hasSamples else { throw .noRows(path: path) }
                guard assembler.hasValues else {
                    throw .noValues(path: path, channel: "column \(description.chosen[0].channel.name)")
                }
            }
        }
    }

    /// Puts the row that was parsed on the grid.
    private mutating func place(line: Int) throws(RecordingFileError) {
        guard scale != nil else {
            assembler.append(parser.values, at: assembler.nextIndex)
            return
        }
        guard let cell = parser.time, let seconds = scale?.seconds(cell) else {
            timeless.add(line)
            return
        }
        switch grid.place(seconds) {
        case .sample(let index): assembler.append(parser.values, at: index)
        case .duplicate: duplicates.add(line)
        case .crowded: crowded.add(line)
        case .backwards(let previous):
            isFinished = true
            throw .unsorted(path: path, line: line, seconds: seconds, previous: previous)
        case .jump(let seconds):
            isFinished = true
            throw .timeJump(path: path, line: line, seconds: seconds)
        }
    }

    /// What was noticed so far.
    var notes: [String] {
        openingNotes
            + [
                duplicates.note("rows left out because they repeat the time of the row before"),
                crowded.note("rows left out because they follow the row before too closely"),
                timeless.note("rows left out because their time is unreadable"),
                parser.unreadable.note("values missing because their cell holds no number"),
            ].compactMap { $0 }
    }

    private static func unitText(_ column: TextLayout.TextColumn) -> String {
        if let unit = column.unit { return unit }
        switch HeadingUnit(column.heading) {
        case .known(_, let text), .foreign(let text): return text
        case .none: return ""
        }
    }

    /// Nil where none is stated.
    private static func unit(
        of channel: RecordedChannel, _ column: TextLayout.TextColumn, _ selection: RecordingSelection, _ path: String
    ) throws(RecordingFileError) -> RecordedUnit? {
        if let unit = selection.unit { return unit }
        if let text = column.unit, !text.isEmpty, text != "-" {
            if let unit = RecordedUnit(parsing: text), unit.isPressure { return unit }
            throw .unknownUnit(path: path, channel: "column \(channel.name)", text: text)
        }
        switch HeadingUnit(column.heading) {
        case .known(let unit, _): return unit
        case .foreign(let text): throw .unknownUnit(path: path, channel: "column \(channel.name)", text: text)
        case .none: return nil
        }
    }
}

/// How often something was met, and where first.
struct Occurrences: Sendable {
    private(set) var count = 0
    private var firstLine = 0

    mutating func add(_ line: Int) {
        if count == 0 { firstLine = line }
        count += 1
    }

    func note(_ what: String) -> String? { count == 0 ? nil : "\(what): \(count), the first in line \(firstLine)" }
}
