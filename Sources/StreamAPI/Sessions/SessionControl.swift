// SPDX-License-Identifier: Apache-2.0

/// Parameters of `session.start`: record from now on, or from a while ago.
public struct SessionStartParams: Codable, Sendable {
    public static let method = "session.start"

    /// Serial number of the perineometer meant. Default: the first that is plugged in, or the first that comes.
    public var device: String?
    /// Begin with what the daemon received so many seconds ago, 0 to 120. Default 0.
    public var lookback: Double?
    /// A pseudonym of up to 64 bytes. Never a name: it is shown in lists.
    public var participant: String?
    /// Which programme is followed.
    public var programme: String?
    /// Which probe, in the words of whoever uses it.
    public var probe: String?
    /// From the introitus to the middle of the sensor, in millimetres, 0 to 200.
    public var depth: Double?
    /// "supine", "crookLying", "sideLying", "sitting", "standing" or "other".
    public var posture: String?
    /// Free text of up to 4096 bytes; kept sealed.
    public var note: String?
    /// Go on with this session, which must be one that was recovered after a restart of the daemon.
    public var resume: String?

    public init(
        device: String? = nil, lookback: Double? = nil, participant: String? = nil, programme: String? = nil,
        probe: String? = nil, depth: Double? = nil, posture: String? = nil, note: String? = nil,
        resume: String? = nil
    ) {
        self.device = device
        self.lookback = lookback
        self.participant = participant
        self.programme = programme
        self.probe = probe
        self.depth = depth
        self.posture = posture
        self.note = note
        self.resume = resume
    }
}

/// Parameters of `session.pause`, `session.resume` and `session.stop`.
public struct SessionControlParams: Codable, Sendable {
    public static let pause = "session.pause"
    public static let resume = "session.resume"
    public static let stop = "session.stop"

    /// Which session. Default: the one that is recorded.
    public var session: String?

    public init(session: String? = nil) { self.session = session }
}

/// Parameters of `session.mark`: something happened that review should show.
public struct SessionMarkParams: Codable, Sendable {
    public static let method = "session.mark"

    /// Which session. Default: the one that is recorded.
    public var session: String?
    /// What, in up to 4096 bytes; kept sealed.
    public var text: String?

    public init(session: String? = nil, text: String? = nil) {
        self.session = session
        self.text = text
    }
}

/// The reply to `session.mark`.
public struct SessionMarkResult: Codable, Sendable {
    /// The session that is meant.
    public var session: String
    /// The newest sample when it was marked; absent where none was flowing.
    public var index: UInt64?
    /// When, in seconds since the Unix epoch.
    public var hostTime: Double

    public init(session: String, index: UInt64?, hostTime: Double) {
        self.session = session
        self.index = index
        self.hostTime = hostTime
    }
}

/// `session`, the notification: a session began, changed, was marked, or ended.
public struct SessionMessage: Codable, Sendable {
    public static let method = "session"

    /// The subscription that it belongs to, by the number that `subscribe` gave.
    public var subscription: Int
    /// The session that is meant.
    public var session: SessionReport
    /// What to do, where something went wrong.
    public var hint: String?
    /// Marks that were made, by whomever: each once it is on the disk; at once those of a recording that goes on, the
    /// newest 20. Absent where there are none to tell.
    public var marks: [Mark]?

    public init(subscription: Int, session: SessionReport, hint: String? = nil, marks: [Mark]? = nil) {
        self.subscription = subscription
        self.session = session
        self.hint = hint
        self.marks = marks
    }

    /// A moment that somebody marked.
    public struct Mark: Codable, Sendable {
        /// From 1, since the recording began or was gone on with.
        public var number: Int
        /// The newest sample when it was marked; absent where none was flowing.
        public var index: UInt64?
        /// When, in seconds since the Unix epoch.
        public var hostTime: Double
        /// What, cut to 100 characters; absent where nothing was said.
        public var text: String?

        public init(number: Int, index: UInt64?, hostTime: Double, text: String?) {
            self.number = number
            self.index = index
            self.hostTime = hostTime
            self.text = text
        }
    }
}
