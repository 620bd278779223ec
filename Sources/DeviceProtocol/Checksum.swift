// SPDX-License-Identifier: Apache-2.0

/// The two checksums of the protocol, without tables: a packet is 64 bytes at most and a page is read once.
/// Names and check values are those of the "Catalogue of parametrised CRC algorithms" (G. Cook).
enum Checksum {
    /// CRC-16/IBM-3740 (polynomial 0x1021, initially 0xFFFF) of the first `count` bytes; "123456789" gives 0x29B1.
    static func crc16(_ bytes: borrowing InlineArray<64, UInt8>, count: Int) -> UInt16 {
        var crc: UInt16 = 0xFFFF
        for index in 0..<count {
            // One byte at a time: the polynomial x^16 + x^12 + x^5 + 1 is sparse enough to fold eight shifts into four.
            var x = crc >> 8 ^ UInt16(bytes[index])
            x ^= x >> 4
            crc = crc << 8 ^ x << 12 ^ x << 5 ^ x
        }
        return crc
    }

    /// CRC-32/ISO-HDLC (polynomial 0x04C11DB7 reflected, initially and finally inverted); "123456789" gives 0xCBF43926.
    static func crc32(_ bytes: some Sequence<UInt8>) -> UInt32 {
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc >> 1 ^ (crc & 1 == 1 ? 0xEDB8_8320 : 0) }
        }
        return ~crc
    }
}
