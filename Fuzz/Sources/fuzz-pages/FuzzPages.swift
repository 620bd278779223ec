// SPDX-License-Identifier: Apache-2.0
import CTonusProtocol
import DeviceProtocol
import Fuzzing

/// The bytes of a control transfer, read as each of the three pages: the Swift and the C decoder say the same of them, and
/// a page encodes to the bytes that it came from.
@main enum FuzzPages {
    static func main() {
        fuzz { bytes in
            decode(bytes)
            decode(sealed(bytes))
        }
    }

    /// With the right length and checksum, which mutations hardly find.
    private static func sealed(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.count >= 12, bytes.count <= UInt16.max else { return bytes }
        var bytes = bytes
        bytes[6] = UInt8(bytes.count & 0xFF)
        bytes[7] = UInt8(bytes.count >> 8)
        let covered = bytes.count - 4
        let checksum = tonus_crc32(bytes, covered)
        for index in 0..<4 { bytes[covered + index] = UInt8(truncatingIfNeeded: checksum >> (8 * index)) }
        return bytes
    }

    private static func decode(_ bytes: [UInt8]) {
        compare(tonus_capabilities(), bytes, tonus_capabilities_decode) { bytes throws(PageFault) in
            let page = try Capabilities(decoding: bytes)
            // A page of a later minor version may say more than is kept.
            require(page.encoded() == bytes || page.protocolMinor > 0, "a capability page does not encode to its bytes")
        }
        compare(tonus_calibration(), bytes, tonus_calibration_decode) { bytes throws(PageFault) in
            let page = try CalibrationPage(decoding: bytes)
            require(page.encoded() == bytes, "a calibration page does not encode to its bytes")
            _ = page.conversion(atCelsius: 36.5).pressure(ofCounts: SIMD8(repeating: 1 << 23))
        }
        compare(tonus_status(), bytes, tonus_status_decode) { bytes throws(PageFault) in
            let page = try DeviceStatus(decoding: bytes)
            require(page.encoded() == bytes || page.protocolMinor > 0, "a status page does not encode to its bytes")
        }
    }

    private static func compare<Page>(
        _ blank: Page, _ bytes: [UInt8],
        _ theirs: (UnsafePointer<UInt8>?, Int, UnsafeMutablePointer<Page>?) -> tonus_decode_result,
        _ ours: ([UInt8]) throws(PageFault) -> Void
    ) {
        var page = blank
        let result = theirs(bytes, bytes.count, &page)
        do throws(PageFault) {
            try ours(bytes)
            require(
                result == TONUS_DECODE_OK, "the C decoder says \(result.rawValue), the Swift one takes \(Page.self)")
        } catch {
            require(result == Self.result(of: error), "the C decoder says \(result.rawValue), the Swift one \(error)")
            require(!error.message.isEmpty && !error.hint.isEmpty, "\(error) says nothing")
        }
    }

    private static func result(of fault: PageFault) -> tonus_decode_result {
        switch fault {
        case .length: TONUS_DECODE_LENGTH
        case .magic: TONUS_DECODE_MAGIC
        case .checksum: TONUS_DECODE_CRC
        case .version: TONUS_DECODE_VERSION
        case .contents: TONUS_DECODE_CONTENTS
        }
    }
}
