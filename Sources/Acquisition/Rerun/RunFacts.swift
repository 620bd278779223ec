// SPDX-License-Identifier: Apache-2.0
public import ContractionDetection
public import DeviceProtocol
public import Perineometry

/// What must be known of a run besides its packets, so that a pipeline can make its frames and events again.
public struct RunFacts: Sendable {
    public var capabilities: Capabilities
    public var calibration: CalibrationPage
    /// The rate that the packets have, as an index into `capabilities.ratesHertz`.
    public var rateIndex: Int
    /// The index of the first sample of the first packet.
    public var firstIndex: SampleIndex
    /// The id of the first contraction to come.
    public var firstContractionID: UInt64
    /// What pressures count from at first.
    public var zero: Zero
    /// The sensor's temperature at first, in degrees Celsius; nil where it is not known.
    public var celsius: Double?
    /// Whether packets came before the first one given: it is then no first packet after START, and is not waited for.
    public var beginsMidway: Bool
    /// Whether the daemon had streamed from a device before: then the run begins with a seam.
    public var followsAnother: Bool

    public init(
        capabilities: Capabilities, calibration: CalibrationPage, rateIndex: Int,
        firstIndex: SampleIndex = SampleIndex(0), firstContractionID: UInt64 = 1, zero: Zero = .never,
        celsius: Double? = nil, beginsMidway: Bool = false, followsAnother: Bool = false
    ) {
        self.capabilities = capabilities
        self.calibration = calibration
        self.rateIndex = rateIndex
        self.firstIndex = firstIndex
        self.firstContractionID = firstContractionID
        self.zero = zero
        self.celsius = celsius
        self.beginsMidway = beginsMidway
        self.followsAnother = followsAnother
    }

    /// Samples a second.
    public var rateHertz: Int { capabilities.ratesHertz[rateIndex] }

    /// Where contractions are looked for.
    public var detectionChannels: DetectionChannels { DetectionChannels(of: capabilities.channels) }
}
