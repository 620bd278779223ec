// SPDX-License-Identifier: Apache-2.0

/// What a block holds.
enum BlockKind: UInt8 {
    /// A `SegmentRecord`: what is known of the session, as recording began or went on.
    case segment = 1
    /// A `DeviceOpening` under its number: how the packets that follow are to be read.
    case opening = 2
    /// Packets, by `PacketColumns`.
    case packets = 3
    /// An array of `SessionEvent`.
    case events = 4
    /// A `StateRecord`.
    case state = 5

    /// Without these nothing else can be understood: they are written twice.
    var isWrittenTwice: Bool { self == .segment || self == .opening || self == .state }
}

/// The part of a block that is not sealed, 40 bytes. It is sealed *to*: with any other header the block does not open, so
/// that none can take another's place.
struct BlockHeader: Hashable {
    static let magic = Array("TNB1".utf8)
    static let length = 40
    /// What a block may take, so that it lies in one piece inside a page of the file (docs/session-format.md).
    static let blockLimit = 8000

    var kind: BlockKind
    /// 0, or 1 in the second of a block that is written twice.
    var copy: UInt8 = 0
    /// From 0; the daemon's run in which it was written.
    var segment: UInt16
    /// From 0 without a hole, over the whole session.
    var number: UInt64
    /// Microseconds since the segment began.
    var begin: UInt64
    var end: UInt64
    /// Bytes that follow the header.
    var sealedLength: UInt32

    var encoded: [UInt8] {
        var bytes = Self.magic
        bytes += [kind.rawValue, copy]
        bytes.append(segment)
        bytes.append(number)
        bytes.append(begin)
        bytes.append(end)
        bytes.append(sealedLength)
        bytes.append(UInt32(0))
        return bytes
    }

    /// Nil where the bytes do not begin with a header.
    init?(decoding bytes: [UInt8]) {
        guard bytes.count >= Self.length, bytes.starts(with: Self.magic) else { return nil }
        var reader = ByteReader(Array(bytes[4..<Self.length]))
        guard let kind = reader.next(UInt8.self).flatMap(BlockKind.init), let copy = reader.next(UInt8.self), copy <= 1,
            let segment = reader.next(UInt16.self), let number = reader.next(UInt64.self),
            let begin = reader.next(UInt64.self), let end = reader.next(UInt64.self),
            let sealedLength = reader.next(UInt32.self), reader.next(UInt32.self) == 0,
            Int(sealedLength) >= Seal.overhead, Int(sealedLength) <= Self.blockLimit - Self.length,
            number <= UInt64(Int64.max)
        else { return nil }
        self.init(
            kind: kind, copy: copy, segment: segment, number: number, begin: begin, end: end,
            sealedLength: sealedLength)
    }

    init(
        kind: BlockKind, copy: UInt8 = 0, segment: UInt16, number: UInt64, begin: UInt64, end: UInt64,
        sealedLength: UInt32 = 0
    ) {
        self.kind = kind
        self.copy = copy
        self.segment = segment
        self.number = number
        self.begin = begin
        self.end = end
        self.sealedLength = sealedLength
    }
}

/// A block that was opened.
struct Block {
    var header: BlockHeader
    var contents: [UInt8]

    /// Seals contents that were packed into a frame: header, nonce, ciphertext and tag.
    static func seal(
        packed: [UInt8], header: BlockHeader, of session: SessionID, under key: borrowing SecretKey
    ) -> [UInt8] {
        var header = header
        header.sealedLength = UInt32(packed.count + Seal.overhead)
        let encoded = header.encoded
        return encoded + Seal.seal(packed, context: context(encoded, of: session), under: key)
    }

    /// Opens a frame; nil where a bit of it is not as it was written, or where it belongs to another session or number.
    init?(opening frame: [UInt8], number: UInt64, of session: SessionID, under key: borrowing SecretKey) {
        guard let header = BlockHeader(decoding: frame), header.number == number,
            frame.count == BlockHeader.length + Int(header.sealedLength)
        else { return nil }
        let context = Self.context(Array(frame[..<BlockHeader.length]), of: session)
        guard let packed = Seal.open(frame[BlockHeader.length...], context: context, under: key),
            let contents = Deflate.unpack(packed)
        else { return nil }
        self.header = header
        self.contents = contents
    }

    private static func context(_ header: [UInt8], of session: SessionID) -> [UInt8] {
        Array("tonus block\0".utf8) + session.bytes + header
    }

    /// Whether contents, once packed, fit a frame.
    static func fits(packed: [UInt8]) -> Bool {
        BlockHeader.length + Seal.overhead + packed.count <= BlockHeader.blockLimit
    }
}
