// SPDX-License-Identifier: Apache-2.0

/// The reply to `status`.
public struct Status: Codable, Sendable {
    public static let method = "status"

    /// How the probe's clock and the host's are related.
    public struct Clock: Codable, Sendable {
        /// The instant at which `offset` holds, seconds on the probe's clock.
        public var deviceTime: Double
        /// `hostTime` less `deviceTime`, in seconds.
        public var offset: Double
        /// Bound on the error of `offset` in seconds, to either side.
        public var uncertainty: Double
        /// Parts per million by which the probe's clock is fast; absent until half a minute was measured.
        public var driftPpm: Double?
        /// Bound on the error of `driftPpm`, to either side.
        public var driftUncertaintyPpm: Double?
        /// How often a clock jumped and all was begun anew, since the daemon started.
        public var restarts: UInt64

        public init(
            deviceTime: Double, offset: Double, uncertainty: Double, driftPpm: Double?, driftUncertaintyPpm: Double?,
            restarts: UInt64
        ) {
            self.deviceTime = deviceTime
            self.offset = offset
            self.uncertainty = uncertainty
            self.driftPpm = driftPpm
            self.driftUncertaintyPpm = driftUncertaintyPpm
            self.restarts = restarts
        }
    }

    /// Counts of one perineometer since the daemon started.
    public struct Stream: Codable, Sendable {
        /// Samples produced since the daemon started.
        public var samples: UInt64
        /// Index of the newest sample; absent before the first.
        public var newest: UInt64?
        /// Packets that came off the wire, and what was wrong with some.
        public var packets: UInt64
        /// Packets that could not be trusted.
        public var corrupt: UInt64
        /// Packets that came twice.
        public var duplicate: UInt64
        /// Packets that came after their place was given up.
        public var late: UInt64
        /// Packets of a kind that this daemon does not know.
        public var unknownType: UInt64
        /// Packets left over from a stream before, discarded at the start of a run.
        public var stale: UInt64
        /// Packets lost because the daemon was too slow.
        public var overrun: UInt64
        /// Samples in packets that the device flagged as clipped.
        public var clipped: UInt64
        /// Holes in the stream.
        public var gaps: UInt64
        /// Samples missing in gaps.
        public var missing: UInt64
        /// Contractions that came to their end.
        public var contractions: UInt64
        /// Events lost inside the daemon: always 0 unless its event loop stood still.
        public var eventsDropped: UInt64
        /// Bound on the error of `hostTime` in seconds; absent before the first sample.
        public var clockUncertainty: Double?
        /// Absent while no probe streams.
        public var clock: Clock?

        public init(
            samples: UInt64, newest: UInt64?, packets: UInt64, corrupt: UInt64, duplicate: UInt64, late: UInt64,
            unknownType: UInt64, stale: UInt64, overrun: UInt64, clipped: UInt64, gaps: UInt64, missing: UInt64,
            contractions: UInt64, eventsDropped: UInt64, clockUncertainty: Double?, clock: Clock?
        ) {
            self.samples = samples
            self.newest = newest
            self.packets = packets
            self.corrupt = corrupt
            self.duplicate = duplicate
            self.late = late
            self.unknownType = unknownType
            self.stale = stale
            self.overrun = overrun
            self.clipped = clipped
            self.gaps = gaps
            self.missing = missing
            self.contractions = contractions
            self.eventsDropped = eventsDropped
            self.clockUncertainty = clockUncertainty
            self.clock = clock
        }
    }

    /// One perineometer with its own counts. On the wire the description's members stand beside the others.
    public struct Device: Codable, Sendable {
        public var description: DeviceDescription
        /// Its own counts.
        public var stream: Stream
        /// How its USB transfers ended; absent unless it is open on USB.
        public var usb: USB?
        /// As of the last second; absent while nothing streams.
        public var rest: RestReport?
        /// Absent where the daemon does not measure it.
        public var latency: Latency?

        public init(
            description: DeviceDescription, stream: Stream, usb: USB?, rest: RestReport? = nil, latency: Latency? = nil
        ) {
            self.rest = rest
            self.latency = latency
            self.description = description
            self.stream = stream
            self.usb = usb
        }

        public init(from decoder: any Decoder) throws {
            description = try DeviceDescription(from: decoder)
            let container = try decoder.container(keyedBy: CodingKeys.self)
            stream = try container.decode(Stream.self, forKey: .stream)
            usb = try container.decodeIfPresent(USB.self, forKey: .usb)
            rest = try container.decodeIfPresent(RestReport.self, forKey: .rest)
            latency = try container.decodeIfPresent(Latency.self, forKey: .latency)
        }

        public func encode(to encoder: any Encoder) throws {
            try description.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(stream, forKey: .stream)
            try container.encodeIfPresent(usb, forKey: .usb)
            try container.encodeIfPresent(rest, forKey: .rest)
            try container.encodeIfPresent(latency, forKey: .latency)
        }

        private enum CodingKeys: String, CodingKey { case stream, usb, rest, latency }
    }

    /// Who listens, and who was too slow.
    public struct Clients: Codable, Sendable {
        /// Connections now.
        public var connected: Int
        /// Subscriptions now, of all connections together.
        public var subscriptions: Int
        /// Samples that slow clients were told they missed, all clients together.
        public var dropped: UInt64
        /// Clients closed because they stopped reading.
        public var evicted: UInt64
        /// Connections refused because there were too many, or because the user may not connect.
        public var refused: UInt64
        /// Connections closed by the daemon, by reason.
        public var closed: Closed?

        /// How many connections the daemon closed, and why.
        public struct Closed: Codable, Sendable, Hashable {
            /// They read too slowly for too long: the same as `evicted`.
            public var slow: UInt64
            /// They were paused while samples waited for them that could not be taken back.
            public var withheld: UInt64
            /// By `consent.end`.
            public var ended: UInt64
            /// The settings changed, and do not let the user connect.
            public var notAllowed: UInt64

            public init(slow: UInt64, withheld: UInt64, ended: UInt64, notAllowed: UInt64) {
                self.slow = slow
                self.withheld = withheld
                self.ended = ended
                self.notAllowed = notAllowed
            }
        }

        public init(
            connected: Int, subscriptions: Int, dropped: UInt64, evicted: UInt64, refused: UInt64,
            closed: Closed? = nil
        ) {
            self.closed = closed
            self.connected = connected
            self.subscriptions = subscriptions
            self.dropped = dropped
            self.evicted = evicted
            self.refused = refused
        }
    }

    /// How the USB transfers of the probe that is open have ended: what the packet counts do not show, because nothing was
    /// lost or nothing came.
    public struct USB: Codable, Sendable {
        /// Ended with data.
        public var completed: UInt64
        /// Refused by a halted endpoint.
        public var stalled: UInt64
        /// Lost on the wire.
        public var failed: UInt64
        /// The device sent more than a packet holds.
        public var overflowed: UInt64
        /// Not accepted by the operating system.
        public var refused: UInt64
        /// Times that the transfers were taken back and started anew.
        public var restarts: UInt64
        /// Times that the device was reset on its bus.
        public var resets: UInt64

        public init(
            completed: UInt64, stalled: UInt64, failed: UInt64, overflowed: UInt64, refused: UInt64, restarts: UInt64,
            resets: UInt64
        ) {
            self.resets = resets
            self.completed = completed
            self.stalled = stalled
            self.failed = failed
            self.overflowed = overflowed
            self.refused = refused
            self.restarts = restarts
        }
    }

    /// Whether the way of a sample has precedence over other work on this machine.
    public struct RealTime: Codable, Sendable {
        /// The thread that runs the pipeline; false also while no device is open.
        public var pipeline: Bool
        /// The thread that handles USB; absent where there is none.
        public var usb: Bool?
        /// Whether the daemon's memory is kept from being paged out.
        public var memoryLocked: Bool

        public init(pipeline: Bool, usb: Bool?, memoryLocked: Bool) {
            self.pipeline = pipeline
            self.usb = usb
            self.memoryLocked = memoryLocked
        }
    }

    /// What the daemon takes of the machine.
    public struct Process: Codable, Sendable {
        /// Seconds of processor time, of all its threads, since it started.
        public var cpu: Double
        /// Bytes of memory that are resident now; absent where the system does not say.
        public var memory: UInt64?

        public init(cpu: Double, memory: UInt64?) {
            self.cpu = cpu
            self.memory = memory
        }
    }

    /// Which program answers.
    public var daemon: Hello.Daemon
    /// The version of the protocol that it speaks.
    public var `protocol`: ProtocolVersion
    /// As in `hello`: a fresh id per start.
    public var boot: String
    /// Seconds since the daemon started.
    public var uptime: Double
    /// No body is involved: it comes from the virtual perineometer.
    public var simulated: Bool
    /// The unit of every pressure.
    public var unit: String
    /// The perineometer that a client gets which names none, and its stream.
    public var device: DeviceDescription
    /// Counts of that perineometer's stream.
    public var stream: Stream
    /// All perineometers seen since the daemon started, each with its own stream; one "absent" where there was none.
    public var devices: [Device]
    /// Who listens.
    public var clients: Clients
    /// What precedence the system grants now.
    public var realTime: RealTime
    /// Absent unless a probe on USB is open.
    public var usb: USB?
    /// Of the perineometer that a client gets which names none; absent where the daemon does not measure it.
    public var latency: Latency?
    /// What the daemon takes of the machine; absent where the daemon does not say.
    public var process: Process?

    public init(
        daemon: Hello.Daemon, protocol version: ProtocolVersion, boot: String, uptime: Double, simulated: Bool,
        unit: String, device: DeviceDescription, stream: Stream, devices: [Device], clients: Clients,
        realTime: RealTime, usb: USB?, latency: Latency? = nil, process: Process? = nil
    ) {
        self.daemon = daemon
        self.protocol = version
        self.boot = boot
        self.uptime = uptime
        self.simulated = simulated
        self.unit = unit
        self.device = device
        self.stream = stream
        self.devices = devices
        self.clients = clients
        self.realTime = realTime
        self.usb = usb
        self.latency = latency
        self.process = process
    }
}
