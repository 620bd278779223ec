// SPDX-License-Identifier: Apache-2.0

/// The setup packet of a control request (USB 2.0, table 9-2).
struct USBSetup {
    let bytes: [UInt8]

    /// Takes eight bytes.
    init(_ bytes: [UInt8]) {
        precondition(bytes.count == 8, "a setup packet has 8 bytes")
        self.bytes = bytes
    }

    var requestType: UInt8 { bytes[0] }
    var number: UInt8 { bytes[1] }
    var value: UInt16 { UInt16(bytes[2]) | UInt16(bytes[3]) << 8 }
    var index: UInt16 { UInt16(bytes[4]) | UInt16(bytes[5]) << 8 }
    var length: UInt16 { UInt16(bytes[6]) | UInt16(bytes[7]) << 8 }
    var isIn: Bool { requestType & 0x80 != 0 }
    var isVendor: Bool { requestType & 0x60 == 0x40 }
}
