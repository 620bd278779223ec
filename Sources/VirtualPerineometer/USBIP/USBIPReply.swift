// SPDX-License-Identifier: Apache-2.0

/// What an attached device answers, in the form of the USB/IP protocol (Linux kernel,
/// Documentation/usb/usbip_protocol.rst).
public enum USBIPReply: Hashable, Sendable {
    /// A transfer has ended (USBIP_RET_SUBMIT). `length` bytes were transferred; `data` holds them where the device sent.
    case submitted(sequence: UInt32, status: USBTransferStatus, length: Int, data: [UInt8])
    /// A transfer was taken back, or had ended before (USBIP_RET_UNLINK).
    case unlinked(sequence: UInt32, wasWaiting: Bool)

    /// Appends the message's bytes.
    public func encode(to bytes: inout [UInt8]) {
        switch self {
        case .submitted(let sequence, let status, let length, let data):
            appendHeader(3, sequence, to: &bytes)
            bytes.appendBigEndian(status.rawValue)
            bytes.appendBigEndian(UInt32(length))
            bytes.append(contentsOf: repeatElement(0, count: 20))
            bytes.append(contentsOf: data)
        case .unlinked(let sequence, let wasWaiting):
            appendHeader(4, sequence, to: &bytes)
            bytes.appendBigEndian((wasWaiting ? USBTransferStatus.unlinked : .completed).rawValue)
            bytes.append(contentsOf: repeatElement(0, count: 24))
        }
    }

    private func appendHeader(_ command: UInt32, _ sequence: UInt32, to bytes: inout [UInt8]) {
        bytes.appendBigEndian(command)
        bytes.appendBigEndian(sequence)
        // Device, direction and endpoint: the host looks them up by the sequence number.
        bytes.append(contentsOf: repeatElement(0, count: 12))
    }
}

/// How a transfer ended, as Linux's negative error numbers (include/uapi/asm-generic/errno*.h; their meaning for USB:
/// Documentation/driver-api/usb/error-codes.rst).
public enum USBTransferStatus: Int32, Sendable {
    case completed = 0
    /// -EPIPE: the endpoint is halted, or the request is refused.
    case stalled = -32
    /// -EPROTO: the bus garbled it.
    case garbled = -71
    /// -EOVERFLOW: the device sent more than the endpoint's packet size (babble).
    case overflowed = -75
    /// -ECONNRESET: the host took the transfer back.
    case unlinked = -104
    /// -ENOMEM: more transfers wait than a host controller would have room for.
    case refused = -12
}
