// SPDX-License-Identifier: Apache-2.0

/// Why a recording could not be read. Each error names the file, the place in it, what stands there and a remedy.
public enum RecordingFileError: Error, Sendable, Equatable {
    /// The operating system would not open or read the file.
    case system(path: String, operation: String, reason: String)
    case isDirectory(path: String)
    /// The file holds no byte.
    case empty(path: String)
    /// The contents are of another kind: `what` it looks like and what to `do` about it.
    case otherFormat(path: String, what: String, remedy: String)
    /// An EDF or BDF file came through a pipe; it has to be read at several places.
    case notSeekable(path: String)
    /// A field of an EDF or BDF header cannot be right.
    case header(path: String, field: String, value: String, expected: String)
    /// The file ends within its header.
    case headerCut(path: String, bytes: Int, needed: Int)
    /// A record of an EDF+D file does not say when it starts.
    case recordWithoutTime(path: String, record: Int)
    /// The records of an EDF+D file are not in the order of time, or overlap.
    case recordsUnsorted(path: String, record: Int, seconds: Double, previousEnd: Double)
    /// Nothing but a header, comments or blank lines.
    case noRows(path: String)
    /// The chosen channel holds not one number.
    case noValues(path: String, channel: String)
    case lineTooLong(path: String, line: Int, limitBytes: Int)
    /// No channel holds numbers that could be the pelvic-floor pressure.
    case noPressureChannel(path: String, channels: [String])
    /// Several channels could be the one that is asked for.
    case ambiguousChannel(path: String, wanted: String?, candidates: [String])
    case noSuchChannel(path: String, wanted: String, available: [String])
    case channelTwice(path: String, channel: String)
    case tooManyChannels(path: String, count: Int, limit: Int)
    /// Cells split at commas that are decimal commas too.
    case decimalCommas(path: String, line: Int)
    /// The unit is not one of pressure, or none is stated where one must be.
    case unknownUnit(path: String, channel: String, text: String)
    case noTime(path: String)
    case unreadableTime(path: String, column: String, line: Int, value: String)
    /// The time stamps have no interval in common.
    case unsteadyTime(path: String, column: String)
    case rateOutOfRange(path: String, hertz: Double, source: String)
    /// Time goes backwards.
    case unsorted(path: String, line: Int, seconds: Double, previous: Double)
    /// Time jumps further than any recording lasts.
    case timeJump(path: String, line: Int, seconds: Double)
    /// A probe has no such rate, so that a session cannot keep it.
    case rateNotKept(path: String, hertz: Double)
    /// The values are no pressures, which alone a session can keep.
    case notPressure(path: String)
    /// Not one value can be a pressure.
    case implausible(path: String, least: Double, greatest: Double)
    /// The steps of a channel are none that a probe can have.
    case unusableScale(path: String, channel: String)
    /// The recording, gaps included, lasts longer than any session.
    case tooLong(path: String, seconds: Double)

    /// What is the matter, in one sentence.
    public var message: String {
        switch self {
        case .system(let path, let operation, let reason): "\(operation) \(path) failed: \(reason)."
        case .isDirectory(let path): "\(path) is a folder, not a recording."
        case .empty(let path): "\(path) is empty."
        case .otherFormat(let path, let what, _): "\(path) looks like \(what), which cannot be read here."
        case .notSeekable(let path): "\(path) holds EDF or BDF, which cannot be read from a pipe."
        case .header(let path, let field, let value, let expected):
            "\(path): the header's \(field) is \"\(value)\"; expected \(expected)."
        case .headerCut(let path, let bytes, let needed):
            "\(path) ends within its header: \(bytes) bytes of \(needed)."
        case .recordWithoutTime(let path, let record):
            "\(path): data record \(record) does not say when it starts, as every record of EDF+D must."
        case .recordsUnsorted(let path, let record, let seconds, let end):
            "\(path): data record \(record) starts at \(seconds) s, before the end of the one before it at \(end) s."
        case .noRows(let path): "\(path) holds no samples."
        case .noValues(let path, let channel): "\(path): \(channel) holds not one number."
        case .lineTooLong(let path, let line, let limit): "\(path): line \(line) is longer than \(limit) bytes."
        case .noPressureChannel(let path, let channels):
            "\(path): no channel that could be the pelvic-floor pressure among \(Self.list(channels))."
        case .ambiguousChannel(let path, let wanted?, let candidates):
            "\(path): \"\(wanted)\" could mean \(Self.list(candidates))."
        case .ambiguousChannel(let path, nil, let candidates):
            "\(path): the pelvic-floor pressure could be any of \(Self.list(candidates))."
        case .noSuchChannel(let path, let wanted, let available):
            "\(path) has no channel \"\(wanted)\"; it has \(Self.list(available))."
        case .channelTwice(let path, let channel): "\(path): \(channel) was chosen twice."
        case .tooManyChannels(let path, let count, let limit):
            "\(path): \(count) channels were chosen; at most \(limit) can be read."
        case .decimalCommas(let path, let line):
            "\(path): line \(line) has commas both between and inside its numbers."
        case .unknownUnit(let path, let channel, ""): "\(path): \(channel) states no unit."
        case .unknownUnit(let path, let channel, let text):
            "\(path): the unit \"\(text)\" of \(channel) is not a known unit of pressure."
        case .noTime(let path): "\(path) has no time column, so its sampling rate is not known."
        case .unreadableTime(let path, let column, let line, let value):
            "\(path): \"\(value)\" in line \(line) of the time column \(column) is neither a number nor a date."
        case .unsteadyTime(let path, let column): "\(path): the times in \(column) have no steady step."
        case .rateOutOfRange(let path, let hertz, let source):
            "\(path): a sampling rate of \(hertz) Hz (\(source)) is outside \(Self.rates)."
        case .unsorted(let path, let line, let seconds, let previous):
            "\(path): time goes backwards in line \(line), from \(previous) s to \(seconds) s after the first sample."
        case .timeJump(let path, let line, let seconds): "\(path): time jumps by \(seconds) s in line \(line)."
        case .rateNotKept(let path, let hertz):
            "\(path): \(hertz) samples a second cannot be kept or played, only whole rates of "
                + "\(CountedRecording.rates) can."
        case .notPressure(let path): "\(path) holds counts, which are no pressures."
        case .implausible(let path, let least, let greatest):
            "\(path): no value can be a pressure: they go from \(least) to \(greatest) cmH2O."
        case .unusableScale(let path, let channel): "\(path): the scale of \(channel) is none that pressures can have."
        case .tooLong(let path, let seconds): "\(path) lasts \(Int(seconds / 3600)) hours with its gaps."
        }
    }

    /// What to do about it.
    public var hint: String {
        switch self {
        case .system: "Look at the reason; check the path and its permissions."
        case .isDirectory: "Name a file in it."
        case .empty: "Check that the recording was saved to the end."
        case .otherFormat(_, _, let remedy): remedy
        case .notSeekable: "Save it to a file and name that."
        case .header: "Export the recording again; an EDF checker can say more about the file."
        case .headerCut: "The file was cut short; copy or export it again."
        case .recordWithoutTime: "Export the recording again, as EDF+C or CSV."
        case .recordsUnsorted: "Export the recording again with its records in order of time."
        case .noRows: "Check that the recording was saved to the end and has one row a sample."
        case .noValues: "Choose another channel with --column."
        case .lineTooLong: "Check that the file is text with one row a sample, separated by , ; | tabs or spaces."
        case .noPressureChannel:
            "Name it with --column; in a text, check that its numbers have one decimal sign and nothing at thousands."
        case .ambiguousChannel: "Choose one by its full name or its number with --column."
        case .noSuchChannel: "Choose one of these by name or by number, counted from 1."
        case .channelTwice: "Choose different channels."
        case .tooManyChannels: "Choose fewer channels."
        case .decimalCommas: "Export with decimal points, or with ; or tabs between the columns."
        case .unknownUnit: "Give --unit, one of \(RecordedUnit.allCases.map(\.rawValue).joined(separator: ", "))."
        case .noTime: "Give the rate in samples a second with --rate, or name a time column with --time-column."
        case .unreadableTime: "Name another column with --time-column, or give --rate."
        case .unsteadyTime: "If the device sampled evenly give its rate with --rate."
        case .rateOutOfRange: "Check the unit of the time column, or give the rate in samples a second with --rate."
        case .unsorted: "Sort the rows by time, or split recordings that were joined."
        case .timeJump: "Correct that line, or split recordings that were joined."
        case .rateNotKept: "tonus analyze reads it as it is; or resample it."
        case .notPressure: "Give the unit of the recording with --unit."
        case .implausible:
            "The unit is likely another one: give it with --unit, or choose another channel with --column."
        case .unusableScale: "Export the recording again, or as CSV."
        case .tooLong: "Split it: no more than 7 days are kept in one session."
        }
    }

    static let rates = "5 to 20000 Hz"

    /// At most 20 names, so that a message stays readable.
    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(20).joined(separator: ", ")
        return names.isEmpty ? "none" : names.count > 20 ? shown + " and \(names.count - 20) more" : shown
    }
}
