// SPDX-License-Identifier: Apache-2.0

/// A fault that a test asks the virtual device for.
public struct InjectedFault: Hashable, Sendable {
    /// The packet at which it happens, counted from 0 as packets leave the device's own store; neither STOP nor a reboot
    /// sets the count back.
    public var packet: Int
    public var kind: Kind

    public init(_ kind: Kind, atPacket packet: Int) {
        self.packet = packet
        self.kind = kind
    }

    public enum Kind: Hashable, Sendable {
        /// The packet never arrives.
        case drop
        /// The packet arrives twice.
        case duplicate
        /// The next packet overtakes it.
        case swapWithNext
        /// One byte (counted from 0, modulo the length) has all its bits turned over.
        case corruptByte(Int)
        /// Only this many bytes arrive.
        case truncate(to: Int)
        /// The packet arrives late: the device answers no poll for this many microseconds while it goes on sampling, so
        /// that its own store overruns when they are many. `UInt64.max` is for good.
        case freeze(microseconds: UInt64)
        /// The packet is lost, because the device restarts: another boot id, time and sequence from 0. It streams again
        /// at once, as after a watchdog's reset.
        case reboot
        /// The packet arrives, and then the device's clock jumps by this much; it does not go below 0.
        case clockStep(microseconds: Int64)
        /// The packet arrives, and then so many sequence numbers are never used, although nothing was lost. A packet that
        /// is begun already keeps its number.
        case sequenceJump(by: UInt16)
        /// The packet arrives, and then the sensors are beyond what the converter can measure for this many microseconds.
        case overRange(microseconds: UInt64)
        /// The packet is lost, because the device leaves the bus.
        case disconnect
    }
}
