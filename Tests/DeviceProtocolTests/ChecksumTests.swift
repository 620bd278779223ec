// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import DeviceProtocol

@Suite struct ChecksumTests {
    private let digits = Array("123456789".utf8)

    @Test func crc16HasTheCatalogueCheckValue() {
        var bytes = InlineArray<64, UInt8>(repeating: 0xEE)
        for (index, digit) in digits.enumerated() { bytes[index] = digit }
        #expect(Checksum.crc16(bytes, count: 9) == 0x29B1)
        #expect(Checksum.crc16(bytes, count: 0) == 0xFFFF)
    }

    @Test func crc32HasTheCatalogueCheckValue() {
        #expect(Checksum.crc32(digits) == 0xCBF4_3926)
        #expect(Checksum.crc32([]) == 0)
    }
}
