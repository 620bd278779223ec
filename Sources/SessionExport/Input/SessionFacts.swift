// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// What is to be known of a recorded session besides its samples.
public struct SessionFacts: Hashable, Sendable {
    /// Names the session for ever; says nothing of the person.
    public var id: String
    /// The instant of the first sample.
    public var start: WallClock
    /// Samples a second by the device's clock, 1 to 20 000.
    public var rateHertz: Int
    /// In the order of a run's columns; 1 to `Channel.limit`.
    public var channels: [Channel]
    /// What pressures counted from at the first sample.
    public var zero: ZeroState
    public var device: DeviceFacts
    public var conditions: MeasurementConditions
    /// The filter between the pressures and the detector, where one is known.
    public var filterName: String?
    /// The rule by which the recorded contractions were found.
    public var detectorID: String?
    /// The exercise programme, where one was run.
    public var programme: String?
    /// What recorded it, such as "Tonus 0.1.0".
    public var software: String
    /// The data come from a simulator and not from a person.
    public var isSimulated: Bool
    /// What should be known of the recording, such as that it was recovered after a power cut.
    public var notices: [String]
    /// The kind of file that it came from, where another program recorded it; nil where this one did.
    public var importedFrom: String?
    /// Whom it was recorded from; leaves the machine only where `Disclosure.identified` is asked for.
    public var person: PersonFacts?
    /// What somebody wrote about the session; treated as the text of a mark is.
    public var note: String?

    public init(
        id: String, start: WallClock, rateHertz: Int, channels: [Channel], zero: ZeroState,
        device: DeviceFacts = DeviceFacts(), conditions: MeasurementConditions = MeasurementConditions(),
        filterName: String? = nil, detectorID: String? = nil, programme: String? = nil, software: String,
        isSimulated: Bool, notices: [String] = [], importedFrom: String? = nil,
        person: PersonFacts? = nil, note: String? = nil
    ) {
        self.id = id
        self.start = start
        self.rateHertz = rateHertz
        self.channels = channels
        self.zero = zero
        self.device = device
        self.conditions = conditions
        self.filterName = filterName
        self.detectorID = detectorID
        self.programme = programme
        self.software = software
        self.isSimulated = isSimulated
        self.notices = notices
        self.importedFrom = importedFrom
        self.person = person
        self.note = note
    }
}

/// The perineometer, as it describes itself. Nil where it does not.
public struct DeviceFacts: Hashable, Sendable, Codable {
    public var model: String?
    /// Left out of anonymous files: who knows the clinic's devices could tell the clinic.
    public var serial: String?
    public var firmware: String?
    /// The date of its calibration, `2026-03-14`.
    public var calibrated: String?

    public init(
        model: String? = nil, serial: String? = nil, firmware: String? = nil, calibrated: String? = nil
    ) {
        self.model = model
        self.serial = serial
        self.firmware = firmware
        self.calibrated = calibrated
    }
}

/// What pressures depend on besides the muscle: sessions compare only where these are the same.
///
/// The same women show 20 cmH2O on one probe and 37 on another (10.1111/j.0001-6349.2005.00676.x), and 5 to 15 cmH2O at
/// different depths (10.1002/nau.1930110205).
public struct MeasurementConditions: Hashable, Sendable, Codable {
    /// The kind of probe; nil where nobody said.
    public var probe: String?
    /// From the introitus to the middle of the sensor.
    public var depthMillimetres: Int?
    /// Such as "supine" or "standing".
    public var posture: String?

    public init(probe: String? = nil, depthMillimetres: Int? = nil, posture: String? = nil) {
        self.probe = probe
        self.depthMillimetres = depthMillimetres
        self.posture = posture
    }
}

/// Whom a session was recorded from.
public struct PersonFacts: Hashable, Sendable {
    /// By which the practice knows her.
    public var code: String?
    public var name: String?
    /// `1990-05-31`.
    public var birthDate: String?
    public var sex: Sex?

    public enum Sex: String, Hashable, Sendable, Codable { case female, male, other }

    public init(code: String? = nil, name: String? = nil, birthDate: String? = nil, sex: Sex? = nil) {
        self.code = code
        self.name = name
        self.birthDate = birthDate
        self.sex = sex
    }
}
