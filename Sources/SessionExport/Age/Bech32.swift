// SPDX-License-Identifier: Apache-2.0

/// Bytes as text with a checksum (BIP 173), as age writes its keys; without the limit of 90 characters, as there.
enum Bech32 {
    private static let alphabet = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)

    static func encode(_ bytes: [UInt8], prefix: String) -> String {
        let values = regroup(bytes, from: 8, to: 5, isPadded: true) ?? []
        let check = checksum(expand(prefix) + values + [0, 0, 0, 0, 0, 0]) ^ 1
        let checks = (0..<6).map { UInt8(check >> (5 * (5 - UInt32($0))) & 31) }
        return prefix + "1" + String(decoding: (values + checks).map { alphabet[Int($0)] }, as: UTF8.self)
    }

    /// Nil where it is not text of that prefix, in one letter case, with a right checksum.
    static func decode(_ text: String, prefix: String) -> [UInt8]? {
        let isLower = text == text.lowercased()
        guard isLower || text == text.uppercased(), text.utf8.count <= 200, text.utf8.allSatisfy({ $0 < 128 }) else {
            return nil
        }
        let lower = Array(text.lowercased().utf8)
        guard lower.starts(with: Array((prefix + "1").utf8)) else { return nil }
        var values: [UInt8] = []
        for letter in lower.dropFirst(prefix.utf8.count + 1) {
            guard let value = alphabet.firstIndex(of: letter) else { return nil }
            values.append(UInt8(value))
        }
        guard values.count >= 6, checksum(expand(prefix) + values) == 1 else { return nil }
        return regroup(values.dropLast(6), from: 5, to: 8, isPadded: false)
    }

    private static func expand(_ prefix: String) -> [UInt8] {
        prefix.utf8.map { $0 >> 5 } + [0] + prefix.utf8.map { $0 & 31 }
    }

    private static func checksum(_ values: [UInt8]) -> UInt32 {
        let generator: [UInt32] = [0x3B6A_57B2, 0x2650_8E6D, 0x1EA1_19FA, 0x3D42_33DD, 0x2A14_62B3]
        var check: UInt32 = 1
        for value in values {
            let top = check >> 25
            check = (check & 0x1FF_FFFF) << 5 ^ UInt32(value)
            for bit in 0..<5 where top >> UInt32(bit) & 1 == 1 { check ^= generator[bit] }
        }
        return check
    }

    private static func regroup(
        _ values: some Sequence<UInt8>, from: UInt32, to: UInt32, isPadded: Bool
    ) -> [UInt8]? {
        var (store, bits): (UInt32, UInt32) = (0, 0)
        var groups: [UInt8] = []
        for value in values {
            store = (store << from | UInt32(value)) & 0xFFFF
            bits += from
            while bits >= to {
                bits -= to
                groups.append(UInt8(store >> bits & (1 << to - 1)))
            }
        }
        if isPadded {
            if bits > 0 { groups.append(UInt8(store << (to - bits) & (1 << to - 1))) }
        } else if bits >= from || store << (to - bits) & (1 << to - 1) != 0 {
            return nil
        }
        return groups
    }
}
