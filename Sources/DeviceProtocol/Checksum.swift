// SPDX-License-Identifier: Apache-2.0

/// The two checksums of the protocol. That of packets is computed four bytes at a time, by tables; a page is read once.
/// Names and check values are those of the "Catalogue of parametrised CRC algorithms" (G. Cook).
package enum Checksum {
    /// CRC-16/IBM-3740 (polynomial 0x1021, initially 0xFFFF) of the first `count` bytes; "123456789" gives 0x29B1.
    package static func crc16(_ bytes: borrowing InlineArray<64, UInt8>, count: Int) -> UInt16 {
        var crc: UInt16 = 0xFFFF
        let whole = count & ~3
        var place = 0
        while place < whole {
            let first = crc ^ (UInt16(bytes[place]) << 8 | UInt16(bytes[place + 1]))
            crc =
                followed[768 + Int(first >> 8)] ^ followed[512 + Int(first & 0xFF)]
                ^ followed[256 + Int(bytes[place + 2])] ^ followed[Int(bytes[place + 3])]
            place += 4
        }
        for index in whole..<count {
            // One byte at a time: the polynomial x^16 + x^12 + x^5 + 1 is sparse enough to fold eight shifts into four.
            var x = crc >> 8 ^ UInt16(bytes[index])
            x ^= x >> 4
            crc = crc << 8 ^ x << 12 ^ x << 5 ^ x
        }
        return crc
    }

    /// The CRC-16, from 0, of each byte followed by no, one, two and three zero bytes: 256 entries each.
    private static let followed: InlineArray<1024, UInt16> = {
        var table = InlineArray<1024, UInt16>(repeating: 0)
        for byte in 0..<256 {
            var crc = UInt16(byte) << 8
            for _ in 0..<8 { crc = crc << 1 ^ (crc & 0x8000 == 0 ? 0 : 0x1021) }
            table[byte] = crc
        }
        for place in 256..<1024 {
            let before = table[place - 256]
            table[place] = before << 8 ^ table[Int(before >> 8)]
        }
        return table
    }()

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
