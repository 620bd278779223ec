// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// The temperature of a probe's sensor as it was last read: written by whoever asks the probe, read by the pipeline and by
/// whoever reports. Neither waits for the other.
public final class ProbeTemperature: Sendable {
    /// NaN stands for "not known".
    private let bits: Atomic<UInt64>

    /// - Parameter celsius: degrees Celsius; nil where the probe does not measure it.
    public init(celsius: Double? = nil) { bits = Atomic((celsius ?? .nan).bitPattern) }

    /// Degrees Celsius; nil where it is not known.
    public var celsius: Double? {
        let value = Double(bitPattern: latest)
        return value.isNaN ? nil : value
    }

    /// Takes over what a newer status page says.
    public func update(celsius: Double?) { bits.store((celsius ?? .nan).bitPattern, ordering: .relaxed) }

    /// Tells two readings apart without interpreting them.
    var latest: UInt64 { bits.load(ordering: .relaxed) }
}
