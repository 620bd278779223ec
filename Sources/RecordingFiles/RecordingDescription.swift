// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// The kind of file a recording came in.
public enum RecordingFormat: String, Sendable {
    case edf = "EDF"
    case edfPlusContinuous = "EDF+C"
    case edfPlusDiscontinuous = "EDF+D"
    case bdf = "BDF"
    case bdfPlusContinuous = "BDF+C"
    case bdfPlusDiscontinuous = "BDF+D"
    /// Comma-separated or otherwise delimited text.
    case text = "CSV"
}

/// A signal or column of a recording, as the file describes it.
public struct RecordedChannel: Sendable, Equatable {
    /// Its number among the file's signals or columns, counted from 1, by which it can be chosen.
    public var number: Int
    /// Its label or heading; empty where there is none.
    public var label: String
    /// The unit as the file writes it; empty where it writes none.
    public var unitText: String
    /// The least and the greatest value that the file can hold, in its own unit, where it says so.
    public var physicalRange: ClosedRange<Double>?
    /// Samples a second, where the file says so for this channel.
    public var rateHertz: Double?

    /// For messages: the number and the label.
    var name: String { label.isEmpty ? "\(number)" : "\(number) \"\(label)\"" }
}

/// A channel that is read.
public struct ChosenChannel: Sendable, Equatable {
    public var channel: RecordedChannel
    public var role: ChannelRole
    /// The unit that its values were converted from.
    public var unit: RecordedUnit
    /// The steps that its values go in, where the file has them and each value is one of them; nil where it is text, or
    /// was held or averaged.
    public var scale: CountScale?
}

/// Which channels of a recording to read, and what the file does not say of them itself.
public struct RecordingSelection: Sendable, Equatable {
    /// The label or number of the pelvic-floor channel; nil to find it by its label, or as the only one.
    public var pelvicFloor: String?
    /// The label or number of the abdominal channel; nil to read one only where a label says that it is abdominal.
    public var abdominal: String?
    /// Labels or numbers of further channels.
    public var others: [String]
    /// The unit of all chosen channels; overrides what the file says.
    public var unit: RecordedUnit?
    /// Samples a second of a text file, 5 to 20000; its time column is then not consulted. An EDF file knows its own.
    public var rateHertz: Double?
    /// The heading or number of a text file's time column; nil to find it.
    public var time: String?

    public init(
        pelvicFloor: String? = nil, abdominal: String? = nil, others: [String] = [], unit: RecordedUnit? = nil,
        rateHertz: Double? = nil, time: String? = nil
    ) {
        self.pelvicFloor = pelvicFloor
        self.abdominal = abdominal
        self.others = others
        self.unit = unit
        self.rateHertz = rateHertz
        self.time = time
    }
}

/// What a recording says of itself.
public struct RecordingDescription: Sendable, Equatable {
    public var format: RecordingFormat
    /// All signals or columns, but for time and annotations.
    public var channels: [RecordedChannel]
    /// Those that are read, in the order of a sample's values: pelvic floor, abdominal where there is one, others.
    public var chosen: [ChosenChannel]
    /// Samples a second of the grid on which all chosen channels are given.
    public var rateHertz: Double
    /// Grid places from the first to the last sample, gaps included, where it is known before reading.
    public var samples: UInt64?
    /// When the recording started, as the file states it: `2026-03-14T10:00:00`, in the recorder's local time unless
    /// the text says otherwise.
    public var start: String?
    /// A label, heading or comment says that the data are simulated.
    public var isSimulated: Bool

    /// The values are pressures in cmH2O; otherwise they are as recorded.
    public var isCalibrated: Bool { chosen.allSatisfy(\.unit.isPressure) }
    /// Seconds from the first sample to the end, gaps included, where they are known before reading.
    public var durationSeconds: Double? { samples.map { Double($0) / rateHertz } }

    /// The most channels that can be read at once.
    public static let channelLimit = Channel.limit
    /// Samples a second that are accepted: below 5 Hz a contraction of 1 s has too few samples to be seen, above 20 kHz
    /// no pressure has been recorded (assumption).
    public static let rateLimitsHertz = 5.0...20_000
}
