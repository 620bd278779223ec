// SPDX-License-Identifier: Apache-2.0
internal import CLibUSB
internal import DeviceProtocol
internal import Perineometry
internal import Synchronization

/// The flow of packets from one opened device into a `PacketSink`.
///
/// Two threads meet here. libusb's event thread runs `transferCameBack` for each packet: it copies, resubmits, and does
/// nothing that could wait. The stream's own keeper thread sleeps until something is wrong or the stream is to stop, and
/// does what waits: it takes all transfers back, pauses, clears a halt or resets the device (which blocks), starts anew,
/// or reports the end, and tells the sink of each. Only one of them has the transfers at a time: after a fault the event thread resubmits nothing, and the keeper begins when
/// none is in flight.
final class InterruptStream: @unchecked Sendable {
    // Unchecked: `judge` belongs to the event thread; `keeper` to the control thread; what both sides use is atomic.
    private let pipe: ControlPipe
    private let location: String
    private let pool: TransferPool
    private let sink: PacketSink
    private let counters: TransferCounters
    private let settings: @Sendable () -> DeviceSettings
    private let bell = Doorbell()
    private let interruption = Interruption()
    private let keeperEnded = Doorbell()
    private var judge = TransferJudge()
    private var keeper: NamedThread?
    private let phase = Atomic<Phase>(.flowing)
    private let askedMeasure = Atomic<UInt8>(0)
    private let deviceLeft = Atomic<Bool>(false)
    private let drained = Atomic<Bool>(false)

    /// How long transfers may take to come back after they were cancelled. A kernel takes microseconds to milliseconds;
    /// one that needs longer has lost them (assumption).
    static let drainLimitMilliseconds = 1000
    /// How long `stop` waits for the keeper, which may be inside a call of the kernel's that nothing can end: clearing a
    /// halt takes Linux up to 5 s where the device does not answer (USB_CTRL_SET_TIMEOUT). The rest is for the drain.
    static let keeperLimitMilliseconds: Int32 = 1500
    /// What a request of the keeper's may take; a host should wait at least 200 ms (Firmware-Protocol/PROTOCOL.md, 4).
    static let requestTimeoutMilliseconds: UInt32 = 250

    enum Phase: UInt8, AtomicRepresentable {
        /// Transfers are resubmitted as they come back.
        case flowing
        /// The endpoint is halted.
        case halted
        /// The system refused a transfer.
        case refused
        /// Errors did not cease.
        case failing
        /// Someone above asked for a measure.
        case asked
        case gone
        /// The keeper takes all back, for good.
        case stopping
        /// A transfer never came back; whatever comes later is ignored.
        case abandoned
    }

    /// Prepares a stream; nothing flows before `start`.
    init(
        pipe: ControlPipe, location: String, sink: PacketSink, counters: TransferCounters,
        settings: @escaping @Sendable () -> DeviceSettings
    ) throws(TransportError) {
        guard let pool = TransferPool(handle: pipe.handle) else {
            throw .failed(operation: "Allocating USB transfers", reason: "no memory is left")
        }
        self.pipe = pipe
        self.location = location
        self.pool = pool
        self.sink = sink
        self.counters = counters
        self.settings = settings
        pool.setCallback(transferCameBack, context: Unmanaged.passUnretained(self).toOpaque())
    }

    /// Sends out the transfers, then starts the keeper: it will find whatever has gone wrong meanwhile.
    func start() throws(TransportError) {
        submit()
        keeper = NamedThread("tonus-usb-keep") { [self] in
            keep()
            keeperEnded.ring()
        }
        guard keeper != nil else {
            finish(ending: nil)
            throw .failed(operation: "Starting to receive", reason: "the system has no thread left")
        }
    }

    /// Asks the keeper for a measure. Of several the strongest is taken.
    func recover(by measure: RecoveryMeasure) {
        askedMeasure.max(measure.rawValue, ordering: .sequentiallyConsistent)
        bell.ring()
    }

    /// Stops for good. Idempotent. Returns whether all transfers came back; where not, the device handle must stay open
    /// for ever, for the kernel may still write into them.
    func stop() -> Bool {
        if let keeper = keeper.take() {
            interruption.request()
            bell.ring()
            guard keeperEnded.wait(milliseconds: Self.keeperLimitMilliseconds) else {
                // It holds this stream, and goes on by itself when the kernel lets it.
                keeper.detach()
                return false
            }
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

    /// Why the keeper gives up: nil where it was asked to stop.
    private struct End: Error {
        var reason: TransportError?
    }

    private func keep() {
        var ladder = RecoveryLadder()
        var completedBefore: UInt64 = 0
        var isRecovering = false
        while true {
            bell.wait(milliseconds: isRecovering ? Self.recoveryLookMilliseconds : -1)
            if interruption.isRequested { return finish(ending: nil) }
            if isRecovering, counters.completedCount > completedBefore {
                isRecovering = false
                sink.endRecovery()
            }
            let measure = RecoveryMeasure(rawValue: askedMeasure.exchange(0, ordering: .sequentiallyConsistent))
            if measure != nil { leave(for: .asked) }
            let fault = phase.load(ordering: .acquiring)
            guard let reason = Self.reason(for: fault) else { continue }
            // Whether a device that seems to have left is there after all shows only later.
            if !deviceLeft.load(ordering: .relaxed) { sink.beginRecovery(reason) }
            isRecovering = true
            do throws(End) {
                guard drain() else { throw End(reason: .failed(operation: "Reading samples", reason: undrained)) }
                // The wait inside `drain` may have taken the ring that `stop` gave: without this look the keeper would
                // start anew and sleep for ever, and `close` with it.
                if interruption.isRequested { throw End() }
                if counters.completedCount > completedBefore { ladder.begin() }
                completedBefore = counters.completedCount
                try recover(from: fault, measure: measure, ladder: &ladder, reason: reason)
            } catch {
                return finish(ending: error.reason)
            }
        }
    }

    /// How often the keeper looks whether a recovery has brought packets.
    private static let recoveryLookMilliseconds: Int32 = 20

    /// What a fault is called while it is recovered from; nil where there is nothing to recover from.
    private static func reason(for fault: Phase) -> TransportError? {
        let operation = "Reading samples"
        return switch fault {
        case .flowing, .stopping, .abandoned: nil
        case .halted: .failed(operation: operation, reason: "the endpoint stalled")
        case .refused: .failed(operation: operation, reason: "the system refused a transfer")
        case .failing: .failed(operation: operation, reason: "transfer errors in a row")
        case .asked: .silent
        case .gone: .disconnected
        }
    }

    /// Makes the stream flow again, with no transfer in flight.
    private func recover(
        from fault: Phase, measure: RecoveryMeasure?, ladder: inout RecoveryLadder, reason: TransportError
    ) throws(End) {
        let kind: RecoveryLadder.Fault
        switch fault {
        case .asked: return try take(measure ?? .restartTransfers)
        case .halted: kind = .halted
        case .failing: kind = .failing
        case .refused: kind = deviceLeft.load(ordering: .relaxed) ? .gone : .refused
        default: kind = .gone
        }
        while true {
            switch ladder.next(after: kind) {
            case .restart(let pause):
                interruption.wait(milliseconds: pause)
                if interruption.isRequested { throw End() }
                if kind == .halted, try !clearHalt() { continue }
                counters.countRestart()
                resume()
                if kind == .gone { try comeBack() }
                return
            case .reset: return try resetDevice()
            case .end: throw End(reason: deviceLeft.load(ordering: .relaxed) ? .disconnected : reason)
            }
        }
    }

    /// Finds out whether a device that seems to have left is there after all, and starts it again: one that comes back from
    /// sleep has stopped (Firmware-Protocol/PROTOCOL.md, 4: STOP).
    private func comeBack() throws(End) {
        if deviceLeft.load(ordering: .relaxed) { throw End(reason: .disconnected) }
        sink.beginRecovery(.failed(operation: "Reading samples", reason: "the bus was asleep"))
        try restore()
    }

    /// Does what was asked for from above, where transfers are alive and nothing comes.
    private func take(_ measure: RecoveryMeasure) throws(End) {
        guard measure == .restartTransfers, try clearHalt() else { return try resetDevice() }
        counters.countRestart()
        resume()
        guard settings().isStarted else { return }
        // A device that was asleep, or lost its power for a moment, no longer streams: it would be silent for ever.
        let reply: [UInt8]
        do throws(TransportError) {
            reply = try ask(.getStatus)
        } catch .interrupted {
            throw End()
        } catch .disconnected {
            throw End(reason: .disconnected)
        } catch {
            leave(for: .asked)
            guard drain() else { throw End(reason: .failed(operation: "Reading samples", reason: undrained)) }
            return try resetDevice()
        }
        if (try? DeviceStatus(decoding: reply))?.isStreaming != true { try restore() }
    }

    /// USB 2.0, 5.7.5: a halted interrupt pipe is cleared by the host after its pending transfers are taken back. Returns
    /// false where the device does not take it.
    private func clearHalt() throws(End) -> Bool {
        let result = libusb_clear_halt(pipe.handle, USBProfile.samplesEndpoint)
        if result == 0 { return true }
        if USBError(code: result) == .noDevice { throw End(reason: .disconnected) }
        return false
    }

    private func resetDevice() throws(End) {
        if interruption.isRequested { throw End() }
        counters.countReset()
        do throws(USBError) {
            try USBError.check(libusb_reset_device(pipe.handle))
            // libusb claims anew what was claimed, and this does nothing then; but it need not have.
            try USBError.check(libusb_claim_interface(pipe.handle, USBProfile.interfaceNumber))
        } catch {
            throw End(reason: error.whileResetting(location: location))
        }
        resume()
        try restore()
    }

    /// Sets the device up as it was and starts it again.
    private func restore() throws(End) {
        do throws(TransportError) {
            for request in settings().requests {
                // Whoever has stopped the device meanwhile must not find it started again.
                guard settings().isStarted else { return }
                _ = try ask(request)
            }
        } catch .interrupted {
            throw End()
        } catch {
            throw End(reason: error)
        }
    }

    private func ask(_ request: ControlRequest) throws(TransportError) -> [UInt8] {
        try pipe.ask(request, timeoutMilliseconds: Self.requestTimeoutMilliseconds, unless: interruption)
    }

    private func resume() {
        deviceLeft.store(false, ordering: .relaxed)
        phase.store(.flowing, ordering: .sequentiallyConsistent)
        submit()
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
