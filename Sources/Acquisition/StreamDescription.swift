// SPDX-License-Identifier: Apache-2.0
import ContractionDetection
import DeviceProtocol
public import PerineometerDriver
public import Perineometry
public import SignalProcessing

/// What every number of a run means: where it came from, and what was done to it.
public struct StreamDescription: Sendable {
    public var rateHertz: Int
    public var channels: [Channel]
    /// What pressures counted from as the run began; a `PipelineEvent` tells when that changes.
    public var zero: Zero
    /// The channel in which contractions are looked for.
    public var detectionChannel: Int
    public var filterName: String
    /// How much later than `pressure` the same feature shows in `filtered`, at frequencies well below the cut-off.
    public var filterDelaySeconds: Double
    public var isSimulated: Bool
    /// The samples were recorded before and are played now: nobody is measured.
    public var isReplay: Bool

    public init(device: DeviceSession, filter: FilterChain, zero: Zero = .never, isReplay: Bool = false) {
        self.isReplay = isReplay
        rateHertz = device.rateHertz
        channels = device.capabilities.channels
        self.zero = zero
        detectionChannel = DetectionChannels(of: channels).pelvicFloor
        filterName = filter.name
        filterDelaySeconds = filter.delaySeconds
        isSimulated = device.isSimulated
    }
}
