// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// How the person lay, sat or stood. Pressures of different postures cannot be compared. The raw value is the name in files
/// and on the wire.
public enum Posture: String, Sendable, Codable, CaseIterable {
    /// On the back, legs straight.
    case supine
    /// On the back, knees bent, feet on the couch.
    case crookLying
    case sideLying
    case sitting
    case standing
    case other
}

/// What is known of a session besides what the probe tells. All of it is sealed.
public struct SessionFacts: Hashable, Sendable, Codable {
    /// The pseudonym under which the catalogue knows the person; nil where nobody said.
    public var participant: String?
    /// The name and version of the programme that is followed; nil where there is none.
    public var programme: String?
    /// Which probe, in the words of whoever uses it; what the device says of itself is in `DeviceOpening`.
    public var probe: String?
    /// From the introitus to the middle of the sensor, millimetres; resting pressure differs with it.
    public var depthMillimetres: Double?
    public var posture: Posture?
    /// Free text, at most 4096 bytes.
    public var note: String?
    /// No body was measured.
    public var isSimulated: Bool
    /// Where it came from, if it was not recorded here; nil: it was.
    public var imported: ImportedRecording?

    public init(
        participant: String? = nil, programme: String? = nil, probe: String? = nil, depthMillimetres: Double? = nil,
        posture: Posture? = nil, note: String? = nil, isSimulated: Bool,
        imported: ImportedRecording? = nil
    ) {
        self.participant = participant
        self.programme = programme
        self.probe = probe
        self.depthMillimetres = depthMillimetres
        self.posture = posture
        self.note = note
        self.isSimulated = isSimulated
        self.imported = imported
    }

    /// What a free text may take, in bytes of UTF-8 (assumption: two pages).
    public static let textLimitBytes = 4096
}

/// The two clocks of the host at one instant.
public struct ClockPair: Hashable, Sendable, Codable {
    /// On the monotonic clock, by which everything is timed.
    public var host: HostTime
    /// On the wall's clock, microseconds since 1970-01-01 UTC.
    public var unixMicroseconds: Int64

    public init(host: HostTime, unixMicroseconds: Int64) {
        self.host = host
        self.unixMicroseconds = unixMicroseconds
    }
}

/// A stretch of a session that one run of the program recorded.
public struct SegmentRecord: Hashable, Sendable, Codable {
    /// From 0.
    public var number: Int
    public var began: ClockPair
    /// The name and version of what records.
    public var software: String
    public var facts: SessionFacts
}

/// That a session went over to another state.
public struct StateRecord: Hashable, Sendable, Codable {
    public var state: SessionState
    public var at: ClockPair
    /// Packets in the session so far.
    public var packets: UInt64
    /// Packets that are missing because the recorder was behind, so far.
    public var lost: UInt64
    /// Sample instants of these packets; nil in what the first versions wrote.
    public var samples: UInt64?
    /// How many seconds of recording the session has so far: the sum of its segments.
    public var seconds: Double
    /// Why, where nobody asked for it.
    public var reason: String?
}
