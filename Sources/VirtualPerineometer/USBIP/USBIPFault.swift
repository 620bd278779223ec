// SPDX-License-Identifier: Apache-2.0

/// Why what a USB/IP peer sent cannot be understood. The stream has no marks to find the next message by, so each of
/// these ends the connection.
public enum USBIPFault: Error, Hashable, Sendable {
    /// Neither submit nor unlink.
    case command(UInt32)
    /// More data than the device could ever take or give.
    case length(UInt32)
    /// Isochronous: the device has no such endpoint.
    case isochronous(packets: UInt32)
    /// An operation of another protocol version, or one that is not known.
    case operation(version: UInt16, code: UInt16)

    /// What was wrong, in one sentence.
    public var message: String {
        switch self {
        case .command(let number): "USB/IP command \(number) is not known; a host sends 1 (submit) and 2 (unlink)."
        case .length(let bytes):
            "A USB/IP transfer of \(bytes) bytes is too long; this device takes up to \(USBIPRequest.lengthLimit)."
        case .isochronous(let packets):
            "A USB/IP transfer of \(packets) isochronous packets was sent; this device has no isochronous endpoint."
        case .operation(let version, let code):
            "USB/IP operation \(code) of version \(version) is not known; use the usbip tools of version 1.1.1 (273)."
        }
    }
}
