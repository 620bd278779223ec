// SPDX-License-Identifier: Apache-2.0

/// Where a contraction event happened: the sample and its two times.
public struct SampleInstant: Hashable, Sendable, BitwiseCopyable {
    public var index: SampleIndex
    public var deviceTime: DeviceTime
    public var hostTime: HostTime

    public init(index: SampleIndex, deviceTime: DeviceTime, hostTime: HostTime) {
        self.index = index
        self.deviceTime = deviceTime
        self.hostTime = hostTime
    }
}

/// A contraction that has begun. Its onset is back-dated to where the rise began, not to where it was noticed.
public struct ContractionOnset: Hashable, Sendable, BitwiseCopyable {
    /// Unique within a run of the daemon, from 1.
    public var id: UInt64
    public var onset: SampleInstant
    /// Resting level before the rise, cmH2O.
    public var restBefore: Double

    public init(id: UInt64, onset: SampleInstant, restBefore: Double) {
        self.id = id
        self.onset = onset
        self.restBefore = restBefore
    }
}

/// A contraction that has ended.
public struct Contraction: Hashable, Sendable, BitwiseCopyable {
    public var onset: ContractionOnset
    public var offset: SampleInstant
    /// Highest filtered pressure between onset and offset, cmH2O.
    public var peak: Double
    public var peakTime: DeviceTime

    public init(onset: ContractionOnset, offset: SampleInstant, peak: Double, peakTime: DeviceTime) {
        self.onset = onset
        self.offset = offset
        self.peak = peak
        self.peakTime = peakTime
    }

    /// `squeeze_amplitude`: the peak less the resting pressure before it (resting pressure not included, Bø 1990).
    public var amplitude: Double { peak - onset.restBefore }

    /// Seconds from onset to offset on the device clock.
    public var duration: Double { offset.deviceTime.seconds(since: onset.onset.deviceTime) }
}
