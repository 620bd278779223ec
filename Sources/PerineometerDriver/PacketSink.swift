// SPDX-License-Identifier: Apache-2.0
internal import CLinuxShim
internal import Glibc
public import Perineometry
public import SignalProcessing
internal import Synchronization

/// One packet as it came off the wire, with the host instant of its completion.
public struct ReceivedPacket: Sendable, BitwiseCopyable {
    public var bytes: InlineArray<64, UInt8>
    public var length: UInt8
    public var hostTime: HostTime
    /// Packets that the host lost just before this one because its ring was full.
    public var droppedBefore: UInt32

    public init(bytes: InlineArray<64, UInt8>, length: UInt8, hostTime: HostTime, droppedBefore: UInt32 = 0) {
        self.bytes = bytes
        self.length = length
        self.hostTime = hostTime
        self.droppedBefore = droppedBefore
    }
}

public typealias PacketRing = SPSCRing<ReceivedPacket>

/// Where a transport delivers packets: the PacketRing and the doorbell that wakes the pipeline.
///
/// `receive` is called from the transport's own thread, one call at a time; it neither allocates, locks nor logs.
public final class PacketSink: @unchecked Sendable {
    // Unchecked: `producer` and `dropped` are touched by the delivering thread alone.
    private var producer: PacketRing.Producer
    private let doorbell: Doorbell
    private var dropped: UInt32 = 0
    private let hasEnded = Atomic<Bool>(false)
    private let endReason = Mutex<TransportError?>(nil)
    private let isRecovering = Atomic<Bool>(false)
    private let recoveries = Atomic<UInt64>(0)
    private let recoveryReason = Mutex<TransportError?>(nil)

    public init(producer: consuming PacketRing.Producer, doorbell: Doorbell) {
        self.producer = producer
        self.doorbell = doorbell
    }

    /// Takes one packet of at most 64 bytes. Longer ones are cut: no valid packet is longer, so the checksum fails and
    /// the loss is counted.
    public func receive(_ bytes: UnsafeRawBufferPointer, at hostTime: HostTime) {
        var packet = ReceivedPacket(
            bytes: InlineArray(repeating: 0), length: UInt8(min(bytes.count, 64)), hostTime: hostTime,
            droppedBefore: dropped)
        withUnsafeMutableBytes(of: &packet.bytes) { destination in
            destination.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes.prefix(destination.count)))
        }
        if producer.push(packet) { dropped = 0 } else { dropped &+= 1 }
        doorbell.ring()
    }

    /// The transport has begun to recover from a fault. Called by its own thread, though not by the one that delivers.
    public func beginRecovery(_ reason: TransportError) {
        recoveryReason.withLock { $0 = reason }
        recoveries.wrappingAdd(1, ordering: .relaxed)
        isRecovering.store(true, ordering: .releasing)
        doorbell.ring()
    }

    /// Packets flow again.
    public func endRecovery() {
        isRecovering.store(false, ordering: .releasing)
        doorbell.ring()
    }

    /// What the transport is recovering from, or nil while all is well.
    public var recovery: TransportError? {
        isRecovering.load(ordering: .acquiring) ? lastRecovery : nil
    }

    /// How many recoveries have begun: most are over within milliseconds, before anyone asks for `recovery`.
    public var recoveryCount: UInt64 { recoveries.load(ordering: .acquiring) }

    /// What the latest recovery was from; nil before the first.
    public var lastRecovery: TransportError? { recoveryReason.withLock { $0 } }

    /// The transport can deliver no more. The first reason is kept.
    public func end(_ reason: TransportError) {
        endReason.withLock { if $0 == nil { $0 = reason } }
        hasEnded.store(true, ordering: .releasing)
        doorbell.ring()
    }

    /// Packets lost since the last one that found room. To be read after the transport was closed.
    public var droppedAtEnd: UInt32 { dropped }

    /// Why delivery ended, or nil while it goes on.
    public var ended: TransportError? {
        // The lock is touched only once there is a reason: this is asked at every packet.
        hasEnded.load(ordering: .acquiring) ? endReason.withLock { $0 } : nil
    }
}
