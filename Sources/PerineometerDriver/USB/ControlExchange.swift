// SPDX-License-Identifier: Apache-2.0
internal import CLibUSB
internal import Perineometry
internal import Synchronization

/// One control request and its answer, which the waiting side may give up at any moment: libusb's own
/// `libusb_control_transfer` cannot be, and waits for ever where the kernel does not give a transfer back.
///
/// The transfer in flight holds a reference to the exchange, so that nothing is freed that may still be written to.
final class ControlExchange: @unchecked Sendable {
    // Unchecked: the transfer is touched by the waiting thread before submission and after `isOver`, else by libusb.
    private let transfer: UnsafeMutablePointer<libusb_transfer>
    private let buffer: UnsafeMutablePointer<UInt8>
    private let isOver = Atomic<Bool>(false)
    private let bell = Doorbell()

    /// How long a transfer that was cancelled may take to come back (assumption, as for the samples' transfers).
    static let returnLimitMilliseconds: Int32 = 100

    /// The eight bytes of the setup packet (USB 2.0, 9.3).
    struct Setup {
        static let size = 8

        var requestType: UInt8
        var request: UInt8
        var value: UInt16
        var index: UInt16 = 0
        var length: Int
    }

    /// Prepares a request; the device may take `timeoutMilliseconds`. Throws where no memory is left.
    init(_ setup: Setup, to handle: OpaquePointer, timeoutMilliseconds: UInt32) throws(USBError) {
        guard let transfer = libusb_alloc_transfer(0) else { throw .noMemory }
        self.transfer = transfer
        let size = Setup.size + setup.length
        buffer = .allocate(capacity: size)
        buffer.initialize(repeating: 0, count: size)
        libusb_fill_control_setup(
            buffer, setup.requestType, setup.request, setup.value, setup.index, UInt16(setup.length))
        libusb_fill_control_transfer(transfer, handle, buffer, controlCameBack, nil, timeoutMilliseconds)
    }

    deinit {
        libusb_free_transfer(transfer)
        buffer.deallocate()
    }

    /// How an exchange ends.
    enum Outcome {
        case answered([UInt8])
        case failed(USBError)
        /// The kernel keeps the transfer: the device handle must stay open for ever.
        case lost
    }

    /// Makes the request and waits for its end. Once only.
    func perform(unless interruption: Interruption?) -> Outcome {
        if interruption?.isRequested == true { return .failed(.interrupted) }
        let held = Unmanaged.passRetained(self)
        transfer.pointee.user_data = held.toOpaque()
        let result = libusb_submit_transfer(transfer)
        guard result == 0 else {
            held.release()
            return .failed(USBError(code: result))
        }
        let patience = Int32(transfer.pointee.timeout) + Self.returnLimitMilliseconds
        if let interruption {
            wait(milliseconds: patience) {
                interruption.wait(orFor: bell, milliseconds: $0)
            } unless: {
                interruption.isRequested
            }
        } else {
            wait(milliseconds: patience) {
                bell.wait(milliseconds: $0)
            } unless: {
                false
            }
        }
        guard isOver.load(ordering: .acquiring) else {
            libusb_cancel_transfer(transfer)
            wait(milliseconds: Self.returnLimitMilliseconds) {
                bell.wait(milliseconds: $0)
            } unless: {
                false
            }
            guard isOver.load(ordering: .acquiring) else { return .lost }
            return .failed(interruption?.isRequested == true ? .interrupted : .timeout)
        }
        return outcome
    }

    private func wait(milliseconds: Int32, by pause: (Int32) -> Void, unless giveUp: () -> Bool) {
        let end = HostClock.now().nanoseconds + UInt64(milliseconds) * 1_000_000
        while !isOver.load(ordering: .acquiring), !giveUp() {
            let now = HostClock.now().nanoseconds
            guard now < end else { return }
            pause(Int32((end - now) / 1_000_000) + 1)
        }
    }

    private var outcome: Outcome {
        switch transfer.pointee.status {
        case LIBUSB_TRANSFER_COMPLETED:
            let data = buffer + Setup.size
            return .answered(Array(UnsafeBufferPointer(start: data, count: Int(transfer.pointee.actual_length))))
        case LIBUSB_TRANSFER_TIMED_OUT: return .failed(.timeout)
        case LIBUSB_TRANSFER_STALL: return .failed(.pipe)
        case LIBUSB_TRANSFER_NO_DEVICE: return .failed(.noDevice)
        case LIBUSB_TRANSFER_OVERFLOW: return .failed(.overflow)
        default: return .failed(.inputOutput)
        }
    }

    fileprivate func cameBack() {
        isOver.store(true, ordering: .releasing)
        bell.ring()
    }
}

private let controlCameBack: libusb_transfer_cb_fn = { transfer in
    guard let context = transfer?.pointee.user_data else { return }
    Unmanaged<ControlExchange>.fromOpaque(context).takeRetainedValue().cameBack()
}
