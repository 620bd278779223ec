// SPDX-License-Identifier: Apache-2.0

/// One value per channel; channels that the probe does not have are 0.
public typealias ChannelVector = SIMD8<Double>

/// What the muscle is seen to do at a sample instant.
public enum MuscleState: UInt8, Sendable, CaseIterable, BitwiseCopyable {
    /// The resting level is not known yet.
    case settling
    case rest
    case contraction

    /// The name on the wire.
    public var name: StaticString {
        switch self {
        case .settling: "settling"
        case .rest: "rest"
        case .contraction: "contraction"
        }
    }
}

/// Everything known of one sample instant. Pressures are in cmH2O.
public struct Frame: Sendable, BitwiseCopyable {
    public var index: SampleIndex
    public var deviceTime: DeviceTime
    /// The estimated host instant of the conversion.
    public var hostTime: HostTime
    /// As the converter counted, before calibration; 0 in channels that the probe does not have.
    public var counts: SIMD8<Int32>
    /// Calibrated and zeroed, not filtered.
    public var pressure: ChannelVector
    /// Low-pass filtered; late by the chain's group delay, which the stream's description states.
    public var filtered: ChannelVector
    /// The tracked resting level of the pelvic-floor channel; NaN while it is not known.
    public var rest: Double
    public var state: MuscleState
    /// The device reported a count at its converter's limit in the packet of this sample.
    public var isClipped: Bool

    public init(
        index: SampleIndex, deviceTime: DeviceTime, hostTime: HostTime, counts: SIMD8<Int32> = .zero,
        pressure: ChannelVector, filtered: ChannelVector, rest: Double, state: MuscleState, isClipped: Bool
    ) {
        self.index = index
        self.deviceTime = deviceTime
        self.hostTime = hostTime
        self.counts = counts
        self.pressure = pressure
        self.filtered = filtered
        self.rest = rest
        self.state = state
        self.isClipped = isClipped
    }
}
