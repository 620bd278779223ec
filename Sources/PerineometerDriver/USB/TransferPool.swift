// SPDX-License-Identifier: Apache-2.0
internal import CLibUSB
internal import Synchronization

/// The sample transfers of one opened device and their buffers, allocated once.
///
/// libusb and the kernel write into a transfer while it is in flight, so freeing one then is undefined behaviour. The
/// pool counts those in flight, and its deinit refuses to run while there are any: who cannot get them back keeps the
/// pool for ever (see `InterruptStream.abandon`).
final class TransferPool: @unchecked Sendable {
    // Unchecked: `transfers` is fixed after init; each transfer is touched by whoever has it: libusb's event thread from
    // its submission to the end of its callback, else the one who submits.
    private let transfers: [UnsafeMutablePointer<libusb_transfer>]
    private let buffers: UnsafeMutableRawPointer
    private let inFlight = Atomic<Int>(0)

    /// Allocates the transfers; nil where there is no memory.
    init?(handle: OpaquePointer) {
        let capacity = USBProfile.packetCapacity
        let allocated = (0..<USBProfile.transfersInFlight).compactMap { _ in libusb_alloc_transfer(0) }
        guard allocated.count == USBProfile.transfersInFlight else {
            for transfer in allocated { libusb_free_transfer(transfer) }
            return nil
        }
        transfers = allocated
        buffers = .allocate(byteCount: capacity * allocated.count, alignment: capacity)
        for (index, transfer) in transfers.enumerated() {
            let buffer = buffers.advanced(by: index * capacity).assumingMemoryBound(to: UInt8.self)
            // Timeout 0: a silent device is for a watchdog above to notice, not a reason to give up a polling slot.
            libusb_fill_interrupt_transfer(
                transfer, handle, USBProfile.samplesEndpoint, buffer, Int32(capacity), nil, nil, 0)
        }
    }

    deinit {
        precondition(inFlight.load(ordering: .acquiring) == 0, "transfers freed while in flight")
        for transfer in transfers { libusb_free_transfer(transfer) }
        buffers.deallocate()
    }

    /// Who is told when a transfer comes back. To be called once, before the first submission.
    func setCallback(_ callback: libusb_transfer_cb_fn, context: UnsafeMutableRawPointer) {
        for transfer in transfers {
            transfer.pointee.callback = callback
            transfer.pointee.user_data = context
        }
    }

    /// None is in flight: none can call back any more.
    var isDrained: Bool { inFlight.load(ordering: .acquiring) == 0 }

    /// Sends out transfers, all of which must be at home, as long as `proceed` says so and the system takes them.
    func submitAll(while proceed: () -> Bool) throws(USBError) {
        for transfer in transfers where proceed() {
            inFlight.wrappingAdd(1, ordering: .relaxed)
            let result = libusb_submit_transfer(transfer)
            if result != 0 {
                retire()
                throw USBError(code: result)
            }
        }
    }

    /// Sends out again a transfer from within its own callback. It stays counted unless this fails; then the caller
    /// retires it.
    func resubmit(_ transfer: UnsafeMutablePointer<libusb_transfer>) -> Int32 { libusb_submit_transfer(transfer) }

    /// A transfer has come back and stays. The last thing that its callback may do: the pool may be gone afterwards.
    func retire() { inFlight.wrappingSubtract(1, ordering: .releasing) }

    /// Asks for all transfers back. Each that is in flight calls back later, with whatever status it meets.
    func cancelAll() {
        // Refused for those that are at home already, which is harmless.
        for transfer in transfers { libusb_cancel_transfer(transfer) }
    }
}
