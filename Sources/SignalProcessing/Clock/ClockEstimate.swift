// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// What a `DeviceClock` knows at one instant.
public struct ClockEstimate: Hashable, Sendable, Codable, BitwiseCopyable {
    /// How fast the device's clock goes.
    public struct Drift: Hashable, Sendable, Codable, BitwiseCopyable {
        /// Against the host's clock; positive where the device's is fast.
        public var partsPerMillion: Double
        /// A bound of its error, to either side.
        public var uncertaintyPartsPerMillion: Double

        public init(partsPerMillion: Double, uncertaintyPartsPerMillion: Double) {
            self.partsPerMillion = partsPerMillion
            self.uncertaintyPartsPerMillion = uncertaintyPartsPerMillion
        }
    }

    /// The instant at which the offset holds.
    public var deviceTime: DeviceTime
    /// Host time less device time.
    public var offsetNanoseconds: Int64
    /// A bound of the offset's error, to either side.
    public var uncertaintySeconds: Double
    /// Nil until packets of half a minute are there to measure it.
    public var drift: Drift?

    public init(deviceTime: DeviceTime, offsetNanoseconds: Int64, uncertaintySeconds: Double, drift: Drift?) {
        self.deviceTime = deviceTime
        self.offsetNanoseconds = offsetNanoseconds
        self.uncertaintySeconds = uncertaintySeconds
        self.drift = drift
    }
}
