// SPDX-License-Identifier: Apache-2.0
internal import CLibUSB
internal import Synchronization

/// How the sample transfers of one opened device have ended so far.
public struct USBTransferCounts: Hashable, Sendable {
    /// Ended well; each brought one packet, whole or short.
    public var completed: UInt64 = 0
    /// Taken back by the host, for recovery or at the end.
    public var cancelled: UInt64 = 0
    /// Refused by a halted endpoint (STALL).
    public var stalled: UInt64 = 0
    /// Lost on the wire or in the host controller (`LIBUSB_TRANSFER_ERROR`, `LIBUSB_TRANSFER_TIMED_OUT`).
    public var failed: UInt64 = 0
    /// The device sent more than a packet holds (babble).
    public var overflowed: UInt64 = 0
    /// Ended because the device left the bus.
    public var disconnected: UInt64 = 0
    /// Not accepted by the operating system.
    public var refusedBySystem: UInt64 = 0
    /// Times that the transfers were taken back and started anew.
    public var restarts: UInt64 = 0
    /// Times that the device was reset.
    public var resets: UInt64 = 0

    /// Nothing has been transferred.
    public init() {}
}

/// The counts as they are being made. Written by the event thread and the stream's keeper, read by anyone, without
/// locks: each count is exact, but a snapshot may fall between two of them.
final class TransferCounters: Sendable {
    private let completed = Atomic<UInt64>(0)
    private let cancelled = Atomic<UInt64>(0)
    private let stalled = Atomic<UInt64>(0)
    private let failed = Atomic<UInt64>(0)
    private let overflowed = Atomic<UInt64>(0)
    private let disconnected = Atomic<UInt64>(0)
    private let refusedBySystem = Atomic<UInt64>(0)
    private let restarts = Atomic<UInt64>(0)
    private let resets = Atomic<UInt64>(0)

    func count(_ status: libusb_transfer_status) {
        switch status {
        case LIBUSB_TRANSFER_COMPLETED: completed.wrappingAdd(1, ordering: .relaxed)
        case LIBUSB_TRANSFER_CANCELLED: cancelled.wrappingAdd(1, ordering: .relaxed)
        case LIBUSB_TRANSFER_STALL: stalled.wrappingAdd(1, ordering: .relaxed)
        case LIBUSB_TRANSFER_OVERFLOW: overflowed.wrappingAdd(1, ordering: .relaxed)
        case LIBUSB_TRANSFER_NO_DEVICE: disconnected.wrappingAdd(1, ordering: .relaxed)
        default: failed.wrappingAdd(1, ordering: .relaxed)
        }
    }

    func countRefusal() { refusedBySystem.wrappingAdd(1, ordering: .relaxed) }

    func countRestart() { restarts.wrappingAdd(1, ordering: .relaxed) }

    func countReset() { resets.wrappingAdd(1, ordering: .relaxed) }

    var completedCount: UInt64 { completed.load(ordering: .relaxed) }

    var snapshot: USBTransferCounts {
        var counts = USBTransferCounts()
        counts.completed = completed.load(ordering: .relaxed)
        counts.cancelled = cancelled.load(ordering: .relaxed)
        counts.stalled = stalled.load(ordering: .relaxed)
        counts.failed = failed.load(ordering: .relaxed)
        counts.overflowed = overflowed.load(ordering: .relaxed)
        counts.disconnected = disconnected.load(ordering: .relaxed)
        counts.refusedBySystem = refusedBySystem.load(ordering: .relaxed)
        counts.restarts = restarts.load(ordering: .relaxed)
        counts.resets = resets.load(ordering: .relaxed)
        return counts
    }
}
