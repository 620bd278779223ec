// SPDX-License-Identifier: Apache-2.0

/// What a host asks of an attached device: the commands of the USB/IP protocol, each a header of 48 bytes with numbers in
/// big-endian order (Linux kernel, Documentation/usb/usbip_protocol.rst).
public enum USBIPRequest: Hashable, Sendable {
    /// A transfer is handed over (USBIP_CMD_SUBMIT); it is answered when it is done.
    case submit(USBIPSubmission)
    /// A transfer is wanted back (USBIP_CMD_UNLINK).
    case unlink(sequence: UInt32, victim: UInt32)

    public static let headerLength = 48
    /// Longest transfer that is accepted, in bytes. Control transfers, the longest of this device, cannot exceed 65 535.
    public static let lengthLimit: UInt32 = 65_535

    /// Reads the first message of `bytes`.
    ///
    /// - Returns: the request and how many bytes it takes, with its data; nil while it is not complete.
    public static func decode(_ bytes: ArraySlice<UInt8>) throws(USBIPFault) -> (request: USBIPRequest, length: Int)? {
        guard bytes.count >= headerLength else { return nil }
        func number(_ offset: Int) -> UInt32 { bytes.bigEndian(UInt32.self, at: offset) }
        let command = number(0)
        let sequence = number(4)
        switch command {
        case 1:
            let isIn = number(12) == 1
            let length = number(24)
            let packets = number(32)
            guard length <= lengthLimit else { throw .length(length) }
            // The kernel writes either of these for a transfer that is not isochronous.
            guard packets == 0 || packets == .max else { throw .isochronous(packets: packets) }
            let total = headerLength + (isIn ? 0 : Int(length))
            guard bytes.count >= total else { return nil }
            let header = bytes.startIndex
            let submission = USBIPSubmission(
                sequence: sequence, endpoint: number(16), isIn: isIn, length: Int(length),
                setup: Array(bytes[(header + 40)..<(header + 48)]),
                data: Array(bytes[(header + headerLength)..<(header + total)]))
            return (.submit(submission), total)
        case 2: return (.unlink(sequence: sequence, victim: number(20)), headerLength)
        default: throw .command(command)
        }
    }
}

/// One transfer (in Linux: URB) as the host hands it over.
public struct USBIPSubmission: Hashable, Sendable {
    /// Names the transfer in the answer and when it is unlinked.
    public var sequence: UInt32
    /// The endpoint's number without its direction.
    public var endpoint: UInt32
    public var isIn: Bool
    /// How many bytes the host sends or has room for.
    public var length: Int
    /// The eight bytes of a control request; without meaning on other endpoints.
    public var setup: [UInt8]
    /// What the host sends.
    public var data: [UInt8]
}
