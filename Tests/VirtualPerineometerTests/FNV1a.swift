// SPDX-License-Identifier: Apache-2.0

/// The 64-bit FNV-1a hash, to compare long runs of samples by one number.
struct FNV1a {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ bits: UInt64) {
        for byte in 0..<8 {
            value = (value ^ ((bits >> (8 * UInt64(byte))) & 0xFF)) &* 0x100_0000_01B3
        }
    }
}
