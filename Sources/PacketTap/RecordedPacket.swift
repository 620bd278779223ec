// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// One packet as it came off the wire, on its way to a recording.
public struct RecordedPacket: Hashable, Sendable, BitwiseCopyable {
    /// The first `length` bytes are the packet's, whether they decode or not; the others are 0.
    public private(set) var bytes: SIMD64<UInt8>
    /// 0 to 64.
    public private(set) var length: UInt8
    /// The host instant of its completion.
    public var hostTime: HostTime
    /// Packets that the host lost just before this one, between the wire and the pipeline.
    public var droppedBefore: UInt32

    /// - Parameters:
    ///   - bytes: as received. What lies beyond `length` is not kept.
    ///   - length: how many of them are the packet's, at most 64.
    ///   - hostTime: of its completion.
    ///   - droppedBefore: packets that the host lost just before.
    public init(bytes: InlineArray<64, UInt8>, length: UInt8, hostTime: HostTime, droppedBefore: UInt32 = 0) {
        var kept = SIMD64<UInt8>.zero
        let count = min(Int(length), 64)
        // A loop of fixed length is unrolled; the readings of long recordings are much of this.
        for index in 0..<64 { kept[index] = index < count ? bytes[index] : 0 }
        self.bytes = kept
        self.length = UInt8(count)
        self.hostTime = hostTime
        self.droppedBefore = droppedBefore
    }

    /// The bytes as the decoder of packets takes them.
    public var wireBytes: InlineArray<64, UInt8> {
        var copy = InlineArray<64, UInt8>(repeating: 0)
        for index in 0..<64 { copy[index] = bytes[index] }
        return copy
    }
}
