// SPDX-License-Identifier: Apache-2.0
import CZlib

/// What becomes of a block's contents before they are sealed: packed by zlib, and filled up to a round length.
///
/// The length of a packed block tells how busy the signal was. Filled up, it tells little.
enum Deflate {
    /// Packed contents are filled up to a multiple of this (assumption: a quarter of what half a second of one channel
    /// takes).
    static let roundLength = 512
    /// No block unpacks to more.
    static let contentLimit = 1 << 20

    static func pack(_ contents: [UInt8]) -> [UInt8] {
        precondition(contents.count <= contentLimit, "a block holds too much")
        var length = compressBound(uLong(contents.count))
        var packed = [UInt8](repeating: 0, count: 4 + Int(length) + roundLength)
        let header = UInt32(contents.count).littleEndian
        withUnsafeBytes(of: header) { packed.replaceSubrange(0..<4, with: $0) }
        let result = packed.withUnsafeMutableBytes { packed in
            compress2(
                packed.baseAddress?.advanced(by: 4).assumingMemoryBound(to: Bytef.self), &length, contents,
                uLong(contents.count), Z_DEFAULT_COMPRESSION)
        }
        precondition(result == Z_OK, "zlib has no memory")
        packed.removeLast(packed.count - 4 - Int(length))
        // ISO/IEC 7816-4: a byte of 0x80, then zeros.
        packed.append(0x80)
        packed.append(contentsOf: repeatElement(0, count: (roundLength - packed.count % roundLength) % roundLength))
        return packed
    }

    /// Nil where `pack` did not make it.
    static func unpack(_ packed: [UInt8]) -> [UInt8]? {
        guard let end = packed.lastIndex(where: { $0 != 0 }), packed[end] == 0x80, end > 4 else { return nil }
        var reader = ByteReader(packed)
        guard let count = reader.next(UInt32.self), count <= contentLimit else { return nil }
        var contents = [UInt8](repeating: 0, count: max(1, Int(count)))
        var length = uLongf(count)
        let result = packed[4..<end].withUnsafeBufferPointer {
            uncompress(&contents, &length, $0.baseAddress, uLong($0.count))
        }
        guard result == Z_OK, length == count else { return nil }
        contents.removeLast(contents.count - Int(count))
        return contents
    }
}
