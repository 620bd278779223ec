// SPDX-License-Identifier: Apache-2.0

/// The reply to `programmes.list`: the guided exercises that the daemon has at hand. No parameters.
public struct ProgrammesListResult: Codable, Sendable {
    public static let method = "programmes.list"

    /// In the order of their ids.
    public var programmes: [CoachProgramme]
    /// Files that could not be read: their names, without the ending. `tonus programmes lint` tells why.
    public var unreadable: [String]

    public init(programmes: [CoachProgramme], unreadable: [String]) {
        self.programmes = programmes
        self.unreadable = unreadable
    }
}

/// Parameters of `programmes.get`.
public struct ProgrammeGetParams: Codable, Sendable {
    public static let method = "programmes.get"

    /// The programme's id.
    public var name: String

    public init(name: String) { self.name = name }
}

/// A guided exercise.
public struct CoachProgramme: Codable, Sendable, Hashable {
    /// A part of it that can be skipped as a whole.
    public struct Phase: Codable, Sendable, Hashable {
        /// Its name.
        public var id: String
        /// For people.
        public var title: String
        /// How often its steps are gone through.
        public var repetitions: Int
        /// At the most, in seconds; questions take no time.
        public var seconds: Double
        /// What the person sees of her pressure: "live", "calm", "hidden" or "blinded".
        public var feedback: String
        /// Names of what is worked out of it.
        public var scores: [String]

        public init(
            id: String, title: String, repetitions: Int, seconds: Double, feedback: String, scores: [String]
        ) {
            self.id = id
            self.title = title
            self.repetitions = repetitions
            self.seconds = seconds
            self.feedback = feedback
            self.scores = scores
        }
    }

    /// Its name.
    public var id: String
    /// Grows with every change of what is asked or measured.
    public var version: Int
    /// For people.
    public var title: String
    /// What it is for, in a sentence or two.
    public var summary: String
    /// "assessment", "relaxation", "awareness", "strength" or "trainer".
    public var focus: String
    /// At the most, in seconds; questions take no time.
    public var seconds: Double
    /// It cannot be done without a `maximum`.
    public var needsMaximum: Bool
    /// It needs a zero in air.
    public var needsAirZero: Bool
    /// "own", "machine" or "shipped".
    public var origin: String
    /// Where it comes from; "assumption" where nobody else's source stands behind a part.
    public var sources: [String]
    /// Trainers from the smallest to the greatest; empty where it has none.
    public var sizes: [CoachTrainer]
    /// In the order in which they come.
    public var phases: [Phase]

    public init(
        id: String, version: Int, title: String, summary: String, focus: String, seconds: Double, needsMaximum: Bool,
        needsAirZero: Bool, origin: String, sources: [String], sizes: [CoachTrainer], phases: [Phase]
    ) {
        self.id = id
        self.version = version
        self.title = title
        self.summary = summary
        self.focus = focus
        self.seconds = seconds
        self.needsMaximum = needsMaximum
        self.needsAirZero = needsAirZero
        self.origin = origin
        self.sources = sources
        self.sizes = sizes
        self.phases = phases
    }
}

/// A trainer (dilator) as its owner calls it.
public struct CoachTrainer: Codable, Sendable, Hashable {
    /// For people.
    public var name: String
    /// Diameter, 1 to 80.
    public var millimetres: Double

    public init(name: String, millimetres: Double) {
        self.name = name
        self.millimetres = millimetres
    }
}

/// Parameters of `programmes.run`: guide somebody through a programme from now on. One at a time for each perineometer.
public struct ProgrammeRunParams: Codable, Sendable {
    public static let method = "programmes.run"

    /// The id of a programme that the daemon has. Exactly one of `name` and `text` is to be given.
    public var name: String?
    /// A programme of one's own: the text of its YAML file.
    public var text: String?
    /// Serial number of the perineometer meant. Default: the first that is plugged in.
    public var device: String?
    /// Amplitude of the person's maximal squeeze from an earlier session, in cmH2O above rest, 1 to 300.
    public var maximum: Double?
    /// True: ask for no maximal squeeze, and use none. Default false.
    public var withoutMaximum: Bool?
    /// One's own trainers instead of the programme's, 1 to 20, the smallest first.
    public var sizes: [CoachTrainer]?
    /// True: record a session from now to its end, where none is recorded already. Default false.
    public var record: Bool?
    /// The pseudonym that the recorded session gets; up to 64 bytes, and never a name.
    public var participant: String?

    public init(
        name: String? = nil, text: String? = nil, device: String? = nil, maximum: Double? = nil,
        withoutMaximum: Bool? = nil, sizes: [CoachTrainer]? = nil, record: Bool? = nil, participant: String? = nil
    ) {
        self.name = name
        self.text = text
        self.device = device
        self.maximum = maximum
        self.withoutMaximum = withoutMaximum
        self.sizes = sizes
        self.record = record
        self.participant = participant
    }
}
