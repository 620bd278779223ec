// SPDX-License-Identifier: Apache-2.0

/// Parameters of `import.begin`: takes in a recording that was made elsewhere, as a session of its own. Its samples follow
/// with `import.data`.
public struct ImportBeginParams: Codable, Sendable {
    public static let method = "import.begin"

    /// A channel of the recording: a pressure is a count times `gain`, and `offset` more.
    public struct Channel: Codable, Sendable {
        /// "pelvicFloor" or "abdominal".
        public var role: String
        /// The unit in which the file has its pressures, up to 32 bytes.
        public var unit: String
        /// cmH2O a count; not 0.
        public var gain: Double
        /// cmH2O at the count 0.
        public var offset: Double
        /// The count at or below which a sample is clipped; 24 bits with sign, as all counts.
        public var least: Int32
        /// The count at or above which a sample is clipped.
        public var greatest: Int32

        public init(role: String, unit: String, gain: Double, offset: Double, least: Int32, greatest: Int32) {
            self.role = role
            self.unit = unit
            self.gain = gain
            self.offset = offset
            self.least = least
            self.greatest = greatest
        }
    }

    /// The kind of file, 1 to 32 bytes: "EDF+C", "CSV".
    public var format: String
    /// SHA-256 of the file, 64 hexadecimal digits.
    public var digest: String?
    /// Samples a second, 20 to 2000.
    public var rate: Int
    /// The pelvic floor first, then the abdomen where it was recorded.
    public var channels: [Channel]
    /// All counts fit 16 bits, which keeps the session small. Default false.
    public var sixteenBit: Bool?
    /// When the first sample was taken, in seconds since the Unix epoch, 1970 to 2100. Default: it is not known, and the
    /// session is dated to its import.
    public var began: Double?
    /// What the pressures count from at the first sample: "none" (not known), "air" or "inSitu".
    public var zero: String
    /// No body was measured.
    public var simulated: Bool
    /// A pseudonym of up to 64 bytes. Never a name: it is shown in lists.
    public var participant: String?
    /// Which programme was followed.
    public var programme: String?
    /// Which probe, in the words of whoever uses it.
    public var probe: String?
    /// From the introitus to the middle of the sensor, in millimetres, 0 to 200.
    public var depth: Double?
    /// "supine", "crookLying", "sideLying", "sitting", "standing" or "other".
    public var posture: String?
    /// Free text of up to 4096 bytes; kept sealed.
    public var note: String?

    public init(
        format: String, digest: String? = nil, rate: Int, channels: [Channel], sixteenBit: Bool? = nil,
        began: Double? = nil, zero: String, simulated: Bool, participant: String? = nil, programme: String? = nil,
        probe: String? = nil, depth: Double? = nil, posture: String? = nil, note: String? = nil
    ) {
        self.format = format
        self.digest = digest
        self.rate = rate
        self.channels = channels
        self.sixteenBit = sixteenBit
        self.began = began
        self.zero = zero
        self.simulated = simulated
        self.participant = participant
        self.programme = programme
        self.probe = probe
        self.depth = depth
        self.posture = posture
        self.note = note
    }
}

/// The reply to `import.begin`.
public struct ImportBeginResult: Codable, Sendable {
    /// The number to send samples with, on this connection.
    public var `import`: Int

    public init(import number: Int) { self.import = number }
}

/// Parameters of `import.data`: the next samples of a recording, and what its file notes of them. One at a time.
public struct ImportDataParams: Codable, Sendable {
    public static let method = "import.data"

    /// What the file notes of an instant.
    public struct Note: Codable, Sendable {
        /// What it is.
        public enum Kind: String, Codable, Sendable, CaseIterable {
            /// Anything that somebody or something wrote there.
            case mark
            /// A programme asked for something.
            case cue
            /// From here pressures count from another zero: `text` is "none", "air" or "inSitu".
            case zero
            /// More samples are missing here than anybody could count, or the device was opened again.
            case seam
            /// The program that recorded it saw a contraction begin. Where the daemon sees none there, it is kept as a mark.
            case contraction
        }

        /// What it is.
        public var kind: Kind
        /// The sample it belongs to.
        public var index: UInt64
        /// Up to 512 bytes.
        public var text: String?

        public init(kind: Kind, index: UInt64, text: String?) {
            self.kind = kind
            self.index = index
            self.text = text
        }
    }

    /// The number that `import.begin` gave.
    public var `import`: Int
    /// The first sample, counted from 0, missing ones too; not before the end of the samples sent before. What lies between
    /// is missing.
    public var first: UInt64
    /// Counts, 32 bits each, little-endian, sample after sample, in base 64; up to 32 KiB. The least of 32 bits in every
    /// channel of a sample stands for one that is missing.
    public var data: String
    /// In the order of their samples, which are of this piece or before it.
    public var notes: [Note]?

    public init(import number: Int, first: UInt64, data: String, notes: [Note]? = nil) {
        self.import = number
        self.first = first
        self.data = data
        self.notes = notes
    }

    /// The most bytes of `data`, decoded.
    public static let pieceBytes = 32 * 1024
}

/// Parameters of `import.finish` and `import.cancel`.
public struct ImportEndParams: Codable, Sendable {
    public static let finish = "import.finish"
    public static let cancel = "import.cancel"

    /// The number that `import.begin` gave.
    public var `import`: Int

    public init(import number: Int) { self.import = number }
}

/// The reply to `import.data`, when the samples are on the disk, and to `import.cancel`, when nothing is left of them.
public struct ImportProgress: Codable, Sendable {
    /// The number that `import.begin` gave.
    public var `import`: Int
    /// How many samples were taken in, missing ones left out; 0 after `import.cancel`.
    public var samples: UInt64

    public init(import number: Int, samples: UInt64) {
        self.import = number
        self.samples = samples
    }
}

/// Where a session came from that was not recorded by this daemon.
public struct ImportReport: Codable, Sendable, Hashable {
    /// The kind of file: "EDF+C", "CSV".
    public var format: String
    /// SHA-256 of the file, 64 hexadecimal digits; absent where nobody said.
    public var digest: String?
    /// Whether the file said when it was recorded; otherwise `began` is when it was imported.
    public var dated: Bool

    public init(format: String, digest: String?, dated: Bool) {
        self.format = format
        self.digest = digest
        self.dated = dated
    }
}
