// SPDX-License-Identifier: Apache-2.0
internal import CLibUSB

/// What becomes of a sample transfer that has come back.
enum TransferVerdict: Equatable {
    /// Send it out again.
    case resubmit
    /// Keep it back: it was cancelled.
    case retire
    /// Keep all back: the endpoint is halted and must be cleared first.
    case halted
    /// Keep all back: errors do not cease.
    case failing
    /// Keep all back: the device has left.
    case gone
}

/// Judges transfers by their status. Belongs to the event thread.
struct TransferJudge: BitwiseCopyable {
    /// Errors in a row after which transfers are still resubmitted at once. Single errors are noise on the wire; a run of
    /// them asks for a pause (assumption: the number of times that a host controller itself tries again).
    static let toleratedErrorsInARow = 3

    private(set) var errorsInARow = 0

    mutating func judge(_ status: libusb_transfer_status) -> TransferVerdict {
        switch status {
        case LIBUSB_TRANSFER_COMPLETED:
            errorsInARow = 0
            return .resubmit
        case LIBUSB_TRANSFER_CANCELLED: return .retire
        case LIBUSB_TRANSFER_STALL: return .halted
        case LIBUSB_TRANSFER_NO_DEVICE: return .gone
        default:
            errorsInARow += 1
            return errorsInARow > Self.toleratedErrorsInARow ? .failing : .resubmit
        }
    }

    /// The bytes of a transfer of this status may be delivered: those of an overflow or an error are undefined, but one
    /// that was cancelled may have been filled before (libusb: "Asynchronous device I/O", cancellation).
    static func carriesData(_ status: libusb_transfer_status) -> Bool {
        status == LIBUSB_TRANSFER_COMPLETED || status == LIBUSB_TRANSFER_CANCELLED
            || status == LIBUSB_TRANSFER_TIMED_OUT
    }
}
