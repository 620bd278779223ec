// SPDX-License-Identifier: Apache-2.0

/// Parameters of `device.zero`.
public struct ZeroParams: Codable, Sendable {
    public static let method = "device.zero"

    /// What the pressure is to count from.
    public enum State: String, Codable, Sendable, CaseIterable {
        /// The air that the probe lies in: to be done before insertion.
        case air
        /// The body that it is in: rest becomes 0.
        case inSitu
        /// The factory's calibration again.
        case none
    }

    /// What the pressure is to count from.
    public var state: State
    /// Serial number of the perineometer meant. Default: the first that is plugged in.
    public var device: String?

    public init(state: State, device: String? = nil) {
        self.state = state
        self.device = device
    }
}

/// The reply to `device.zero`: what holds now.
public struct ZeroResult: Codable, Sendable {
    /// What pressures count from now.
    public var zero: DeviceDescription.Zero
    /// Serial number of the perineometer that was zeroed.
    public var device: String?
    /// No body is involved: it comes from the virtual perineometer.
    public var simulated: Bool

    public init(zero: DeviceDescription.Zero, device: String?, simulated: Bool) {
        self.zero = zero
        self.device = device
        self.simulated = simulated
    }
}
