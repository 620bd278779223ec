// SPDX-License-Identifier: Apache-2.0

/// One recorded session, as lists tell of it.
public struct SessionReport: Codable, Sendable, Hashable {
    /// 26 letters and digits, drawn at random: neither it nor the order of ids tells of a person or a date. Requests take
    /// the first letters as well, where only one session begins with them.
    public var id: String
    /// "recording", "paused", "finished", or "recovered": the daemon ended without closing it.
    public var state: String
    /// When it began, in seconds since the Unix epoch.
    public var began: Double
    /// When it ended; absent while it is recorded.
    public var ended: Double?
    /// How long it recorded, in seconds: the look-back counted, pauses left out.
    public var seconds: Double
    /// Sample instants recorded.
    public var samples: UInt64
    /// Packets recorded.
    public var packets: UInt64
    /// Packets that are missing because the recorder was behind.
    public var lost: UInt64
    /// How many runs of the daemon it spans.
    public var segments: Int
    /// The pseudonym of the person; absent where nobody said.
    public var participant: String?
    /// The programme that was followed; absent where there was none.
    public var programme: String?
    /// Which probe, in the words of whoever uses it.
    public var probe: String?
    /// From the introitus to the middle of the sensor, in millimetres.
    public var depth: Double?
    /// "supine", "crookLying", "sideLying", "sitting", "standing" or "other".
    public var posture: String?
    /// Why it ended, where nobody asked for it.
    public var reason: String?
    /// No body was measured.
    public var simulated: Bool
    /// Where it came from, if it was recorded by another program; absent: by this daemon.
    public var imported: ImportReport?

    public init(
        id: String, state: String, began: Double, ended: Double? = nil, seconds: Double, samples: UInt64,
        packets: UInt64, lost: UInt64, segments: Int, participant: String? = nil, programme: String? = nil,
        probe: String? = nil, depth: Double? = nil, posture: String? = nil, reason: String? = nil, simulated: Bool,
        imported: ImportReport? = nil
    ) {
        self.id = id
        self.state = state
        self.began = began
        self.ended = ended
        self.seconds = seconds
        self.samples = samples
        self.packets = packets
        self.lost = lost
        self.segments = segments
        self.participant = participant
        self.programme = programme
        self.probe = probe
        self.depth = depth
        self.posture = posture
        self.reason = reason
        self.simulated = simulated
        self.imported = imported
    }
}
