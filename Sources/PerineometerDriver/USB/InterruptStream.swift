// SPDX-License-Identifier: Apache-2.0
internal import CLibUSB
internal import Perineometry
internal import Synchronization

/// The flow of packets from one opened device into a `PacketSink`.
///
/// Two threads meet here. libusb's event thread runs `transferCameBack` for each packet: it copies, resubmits, and does
/// nothing that could wait. The stream's own keeper thread sleeps until something is wrong or the stream is to stop, and
/// does what waits: it takes all transfers back, clears a halt (which blocks), starts anew, or reports the end. Only
/// one of them has the transfers at a time: after a fault the event thread resubmits nothing, and the keeper begins when
/// none is in flight.
final class InterruptStream: @unchecked Sendable {
    // Unchecked: `judge` belongs to the event thread; `keeper` to the control thread; what both sides use is atomic.
    private let handle: OpaquePointer
    private let pool: TransferPool
    private let sink: PacketSink
    private let counters: TransferCounters
    private let bell = Doorbell()
    private var judge = TransferJudge()
    private var keeper: NamedThread?
    private let phase = Atomic<Phase>(.flowing)
    private let deviceLeft = Atomic<Bool>(false)
    private let stopRequested = Atomic<Bool>(false)
    private let drained = Atomic<Bool>(false)

    /// How often a stalled or refused stream is started anew without a packet in between before it ends.
    static let restartLimit = 3
    /// How long transfers may take to come back after they were cancelled. A kernel takes microseconds to milliseconds;
    /// one that needs longer has lost them (assumption).
    static let drainLimitMilliseconds = 1000

    enum Phase: UInt8, AtomicRepresentable {
        /// Transfers are resubmitted as they come back.
        case flowing
        /// The endpoint is halted.
        case halted
        /// The system refused a transfer.
        case refused
        /// Errors did not cease.
        case failing
        case gone
        /// The keeper takes all back, for good.
        case stopping
        /// A transfer never came back; whatever comes later is ignored.
        case abandoned
    }

    /// Prepares a stream; nothing flows before `start`.
    init(handle: OpaquePointer, sink: PacketSink, counters: TransferCounters) throws(TransportError) {
        guard let pool = TransferPool(handle: handle) else {
            throw .failed(operation: "Allocating USB transfers", reason: "no memory is left")
        }
        self.handle = handle
        self.pool = pool
        self.sink = sink
        self.counters = counters
        pool.setCallback(transferCameBack, context: Unmanaged.passUnretained(self).toOpaque())
    }

    /// Sends out the transfers, then starts the keeper: it will find whatever has gone wrong meanwhile.
    func start() throws(TransportError) {
        submit()
        keeper = NamedThread("tonus-usb-keep") { [self] in keep() }
        guard keeper != nil else {
            finish(ending: nil)
            throw .failed(operation: "Starting to receive", reason: "the system has no thread left")
        }
    }

    /// Stops for good. Idempotent. Returns whether all transfers came back; where not, the device handle must stay open
    /// for ever, for the kernel may still write into them.
    func stop() -> Bool {
        if let keeper = keeper.take() {
            stopRequested.store(true, ordering: .sequentiallyConsistent)
            bell.ring()
            keeper.join()
        }
        return drained.load(ordering: .acquiring)
    }

    // MARK: On the event thread, for each transfer

    /// Neither allocates, locks, retains nor logs.
    fileprivate func cameBack(_ transfer: UnsafeMutablePointer<libusb_transfer>, at now: HostTime) {
        let status = transfer.pointee.status
        let length = Int(transfer.pointee.actual_length)
        if length > 0, TransferJudge.carriesData(status), phase.load(ordering: .acquiring) != .abandoned {
            sink.receive(UnsafeRawBufferPointer(start: transfer.pointee.buffer, count: length), at: now)
        }
        counters.count(status)
        switch judge.judge(status) {
        case .resubmit:
            if phase.load(ordering: .sequentiallyConsistent) == .flowing {
                let result = pool.resubmit(transfer)
                if result == 0 { return }
                counters.countRefusal()
                if result == LIBUSB_ERROR_NO_DEVICE.rawValue { deviceLeft.store(true, ordering: .relaxed) }
                leave(for: .refused)
            }
        case .retire: break
        case .halted: leave(for: .halted)
        case .failing: leave(for: .failing)
        case .gone:
            deviceLeft.store(true, ordering: .relaxed)
            leave(for: .gone)
        }
        pool.retire()
    }

    /// Lets the keeper take over. Of several faults the first decides what is done.
    private func leave(for fault: Phase) {
        let (won, _) = phase.compareExchange(expected: .flowing, desired: fault, ordering: .acquiringAndReleasing)
        if won { bell.ring() }
    }

    // MARK: On the keeper thread

    private func keep() {
        var restarts = 0
        var completedAtRestart: UInt64 = 0
        while true {
            bell.wait(milliseconds: -1)
            if stopRequested.load(ordering: .sequentiallyConsistent) { return finish(ending: nil) }
            let fault = phase.load(ordering: .acquiring)
            guard fault != .flowing, fault != .stopping, fault != .abandoned else { continue }
            guard drain() else { return finish(ending: .failed(operation: "Reading samples", reason: undrained)) }
            // The wait inside `drain` may have taken the ring that `stop` gave: without this look the keeper would start
            // anew and sleep for ever, and `close` with it.
            if stopRequested.load(ordering: .sequentiallyConsistent) { return finish(ending: nil) }
            if counters.completedCount > completedAtRestart { restarts = 0 }
            completedAtRestart = counters.completedCount
            restarts += 1
            if let reason = reasonToEnd(after: fault, restarts: restarts) { return finish(ending: reason) }
            counters.countRestart()
            phase.store(.flowing, ordering: .sequentiallyConsistent)
            submit()
        }
    }

    /// Decides what follows a fault, with no transfer in flight: nil to start anew, the halt cleared.
    private func reasonToEnd(after fault: Phase, restarts: Int) -> TransportError? {
        if deviceLeft.load(ordering: .relaxed) { return .disconnected }
        let limit = Self.restartLimit
        switch fault {
        case .halted:
            guard restarts <= limit else {
                let reason = "the endpoint stalls again after \(limit) restarts"
                return .failed(operation: "Reading samples", reason: reason)
            }
            // USB 2.0, 5.7.5: a halted interrupt pipe is cleared by the host after its pending transfers are taken back.
            let result = libusb_clear_halt(handle, USBProfile.samplesEndpoint)
            return result == 0 ? nil : USBError(code: result).whileReceiving("Clearing the stalled endpoint")
        case .refused:
            guard restarts <= limit else {
                let reason = "the system refuses transfers after \(limit) restarts"
                return .failed(operation: "Reading samples", reason: reason)
            }
            return nil
        default:
            let errors = TransferJudge.toleratedErrorsInARow
            return .failed(operation: "Reading samples", reason: "more than \(errors) transfer errors in a row")
        }
    }

    private func submit() {
        do throws(USBError) {
            try pool.submitAll(while: { phase.load(ordering: .acquiring) == .flowing })
        } catch {
            counters.countRefusal()
            if error == .noDevice { deviceLeft.store(true, ordering: .relaxed) }
            leave(for: .refused)
        }
    }

    /// Takes all transfers back. Returns false where some did not come within the limit.
    private func drain() -> Bool {
        // Asked for again and again: a callback that saw the stream flowing may have resubmitted after the last time.
        let pause = 2
        for _ in 0..<Self.drainLimitMilliseconds / pause {
            if pool.isDrained { return true }
            pool.cancelAll()
            bell.wait(milliseconds: Int32(pause))
        }
        return pool.isDrained
    }

    /// Ends the stream with all transfers at home, then says why. No packet is delivered after the reason.
    private func finish(ending reason: TransportError?) {
        phase.store(.stopping, ordering: .sequentiallyConsistent)
        if drain() { drained.store(true, ordering: .releasing) } else { abandon() }
        if let reason { sink.end(reason) }
    }

    /// Gives up on transfers that do not come back: leaks this stream, so that a late callback finds it alive.
    private func abandon() {
        phase.store(.abandoned, ordering: .sequentiallyConsistent)
        _ = Unmanaged.passRetained(self)
    }

    private var undrained: String { "transfers did not come back within \(Self.drainLimitMilliseconds) ms" }
}

private let transferCameBack: libusb_transfer_cb_fn = { transfer in
    guard let transfer, let context = transfer.pointee.user_data else { return }
    let now = HostClock.now()
    // Without a retain: the stream outlives its transfers.
    Unmanaged<InterruptStream>.fromOpaque(context)._withUnsafeGuaranteedRef { $0.cameBack(transfer, at: now) }
}
