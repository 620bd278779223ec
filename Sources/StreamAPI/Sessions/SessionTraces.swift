// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// Parameters of `sessions.trace`: the course of one channel in a window of a recording, as a picture needs it.
public struct SessionsTraceParams: Codable, Sendable {
    public static let method = "sessions.trace"
    /// The most points of an answer, so that it stays below 64 KiB.
    public static let pointLimit = 2000
    /// The most contractions of an answer, for the same reason.
    public static let contractionLimit = 100

    /// Which session, by id.
    public var session: String
    /// Which channel, by its number from 0. Default: the first of the pelvic floor.
    public var channel: Int?
    /// From when on, in seconds from the first sample. Default 0.
    public var from: Double?
    /// Until when, in seconds from the first sample. Default: to the end.
    public var to: Double?
    /// At most so many points, 1 to 2000. Default 1000.
    public var points: Int?
    /// Tell the contractions that were found so far too, from the one after this number on: 0 for all. Default: none is told.
    public var contractionsAfter: Int?

    public init(
        session: String, channel: Int? = nil, from: Double? = nil, to: Double? = nil, points: Int? = nil,
        contractionsAfter: Int? = nil
    ) {
        self.contractionsAfter = contractionsAfter
        self.session = session
        self.channel = channel
        self.from = from
        self.to = to
        self.points = points
    }
}

/// The reply to `sessions.trace`. Points follow each other without a hole, each of the same length.
public struct SessionsTraceResult: Codable, Sendable {
    /// A stretch of time.
    public struct Span: Codable, Sendable, Hashable {
        /// Seconds from the first sample.
        public var from: Double
        /// Seconds from the first sample. The same as `from` where nobody knows how much is missing.
        public var to: Double

        public init(from: Double, to: Double) {
            self.from = from
            self.to = to
        }
    }

    /// What was said at an instant.
    public struct Remark: Codable, Sendable, Hashable {
        /// Seconds from the first sample.
        public var at: Double
        /// "mark": somebody marked it; "cue": a programme asked for something; "zero": pressures count from another zero.
        public var kind: String
        /// Of a mark its first 100 characters, of a cue its word, of a zero "none", "air" or "inSitu".
        public var text: String

        public init(at: Double, kind: String, text: String) {
            self.at = at
            self.kind = kind
            self.text = text
        }
    }

    /// A contraction that was found while the recording is read, before its figures are known.
    public struct Contraction: Codable, Sendable, Hashable {
        /// From 1, in order of onset, as in the review of the session.
        public var number: Int
        /// Seconds from the first sample.
        public var onset: Double
        /// Seconds from the first sample; absent where it lasted at the end.
        public var offset: Double?
        /// What it is like.
        public var kind: ContractionKind

        public init(number: Int, onset: Double, offset: Double?, kind: ContractionKind) {
            self.number = number
            self.onset = onset
            self.offset = offset
            self.kind = kind
        }
    }

    /// The whole id of the session.
    public var session: String
    /// Which channel.
    public var channel: Int
    /// All channels of the recording.
    public var channels: [DeviceDescription.Channel]
    /// Samples a second.
    public var rate: Int
    /// The whole recording, gaps included; where it is still being read, as far as that has come.
    public var seconds: Double
    /// How much of the recording was read, 0 to 1. Ask again until it is 1.
    public var read: Double
    /// When the first point begins, in seconds from the first sample.
    public var from: Double
    /// How long each point is.
    public var step: Double
    /// The least pressure in each point; null where nothing was measured.
    public var low: [Double?]
    /// The greatest pressure in each point; null where nothing was measured.
    public var high: [Double?]
    /// Where samples are missing.
    public var gaps: [Span]
    /// Where the converter was at its limit: what was beyond it was not seen.
    public var clipped: [Span]
    /// What was marked, asked for and zeroed.
    public var remarks: [Remark]
    /// Gaps, clipped stretches or remarks in this window were left out, as there are more than 200 of a kind.
    public var more: Bool
    /// No body was measured.
    public var simulated: Bool
    /// Where they were asked for: contractions that were found so far, in order of onset, of the whole recording; at most 100.
    public var contractions: [Contraction]?

    public init(
        session: String, channel: Int, channels: [DeviceDescription.Channel], rate: Int, seconds: Double, read: Double,
        from: Double, step: Double, low: [Double?], high: [Double?], gaps: [Span], clipped: [Span],
        remarks: [Remark], more: Bool, simulated: Bool
    ) {
        self.session = session
        self.channel = channel
        self.channels = channels
        self.rate = rate
        self.seconds = seconds
        self.read = read
        self.from = from
        self.step = step
        self.low = low
        self.high = high
        self.gaps = gaps
        self.clipped = clipped
        self.remarks = remarks
        self.more = more
        self.simulated = simulated
    }
}

/// Parameters of `sessions.glance`: what a list shows of a session besides its report, and what takes some reading.
public struct SessionsGlanceParams: Codable, Sendable {
    public static let method = "sessions.glance"

    /// Which session, by id.
    public var session: String

    public init(session: String) { self.session = session }
}

/// The reply to `sessions.glance`.
public struct SessionsGlanceResult: Codable, Sendable {
    /// The whole id of the session.
    public var session: String
    /// Contractions that were told while it was recorded, coughs and movements left out.
    public var contractions: Int
    /// Marks that somebody made.
    public var marks: Int
    /// Blocks of the recording that cannot be read.
    public var damaged: Int
    /// The daemon ended while it was recorded, at least once.
    public var interrupted: Bool

    public init(session: String, contractions: Int, marks: Int, damaged: Int, interrupted: Bool) {
        self.session = session
        self.contractions = contractions
        self.marks = marks
        self.damaged = damaged
        self.interrupted = interrupted
    }
}

/// Parameters of `sessions.compare`: two sessions of one person, in either order.
public struct SessionsCompareParams: Codable, Sendable {
    public static let method = "sessions.compare"

    /// Two sessions, by id.
    public var sessions: [String]

    public init(sessions: [String]) { self.sessions = sessions }
}

/// Parameters of `sessions.trend`: the sessions of one person over time.
public struct SessionsTrendParams: Codable, Sendable {
    public static let method = "sessions.trend"
    /// The most sessions of a trend.
    public static let sessionLimit = 100

    /// Whose, by pseudonym. Default: everybody's, where there is one.
    public var participant: String?
    /// The newest so many, 2 to 100. Default 30.
    public var limit: Int?

    public init(participant: String? = nil, limit: Int? = nil) {
        self.participant = participant
        self.limit = limit
    }
}

/// Parameters of `web.export`: an export that a browser fetches by itself.
public struct WebExportParams: Codable, Sendable {
    public static let method = "web.export"

    /// Which session, by id.
    public var session: String
    /// What file is made.
    public var format: SessionsExportParams.Format
    /// Whether the pseudonym, notes and marks are in it. Default false.
    public var identified: Bool?

    public init(session: String, format: SessionsExportParams.Format, identified: Bool? = nil) {
        self.session = session
        self.format = format
        self.identified = identified
    }
}

/// The reply to `web.export`.
public struct WebExportResult: Codable, Sendable {
    /// Where at the dashboard's address the file is to be had, once, by a browser that was let in.
    public var path: String
    /// What the file may be called: of the id, never of a person.
    public var fileName: String
    /// How long the path holds.
    public var expires: Double

    public init(path: String, fileName: String, expires: Double) {
        self.path = path
        self.fileName = fileName
        self.expires = expires
    }
}
