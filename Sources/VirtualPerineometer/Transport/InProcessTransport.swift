// SPDX-License-Identifier: Apache-2.0
public import PerineometerDriver
internal import Perineometry
internal import Synchronization

/// Carries the packets of a virtual device to the host without a bus.
///
/// In real time, or faster, a thread of its own delivers each packet when it is due. In lockstep there is neither thread nor clock:
/// packets come when `deliver(packets:)` is called, on the caller's thread, with host times that are calculated, so that
/// a test is exact and as fast as the machine.
///
/// Who touches what: `control`, `startReceiving` and `close` come from the control thread; the delivering thread steps
/// the device under its lock and calls the sink outside of it. The patient's time passes only after `startReceiving`.
public final class InProcessTransport: Transport {
    /// When packets are delivered.
    public enum Delivery: Hashable, Sendable {
        /// As they fall due on the host's clock.
        case realTime
        /// As they fall due on a clock that goes faster: the host times of packets are that clock's, and lie ahead of the
        /// host's.
        case hurried(HurriedClock)
        /// When a test asks for them.
        case lockstep(LockstepTiming)
    }

    public let identity: DeviceIdentity
    private let device: SharedDevice
    private let delivery: Delivery
    private let onDisconnect: @Sendable () -> Void
    private let onClose: @Sendable () -> Void
    private let state = Mutex(State())
    private let isStopping = Atomic<Bool>(false)

    private struct State {
        var sink: PacketSink?
        var thread: NamedThread?
        var isGone = false
        var isClosed = false
    }

    init(
        device: SharedDevice, delivery: Delivery, onDisconnect: @escaping @Sendable () -> Void,
        onClose: @escaping @Sendable () -> Void
    ) {
        identity = device.identity
        self.device = device
        self.delivery = delivery
        self.onDisconnect = onDisconnect
        self.onClose = onClose
    }

    public func control(_ request: ControlRequest) throws(TransportError) -> [UInt8] {
        guard state.withLock({ !$0.isGone && !$0.isClosed }) else { throw .disconnected }
        guard let reply = device.withLock({ $0.control(request) }) else {
            throw .requestRefused(request: request.number)
        }
        return reply
    }

    public func startReceiving(into sink: PacketSink) throws(TransportError) {
        let isOpen = state.withLock { state in
            precondition(state.sink == nil, "startReceiving is to be called once")
            if !state.isGone, !state.isClosed { state.sink = sink }
            return state.sink != nil
        }
        guard isOpen else { throw .disconnected }
        let clock: HurriedClock
        switch delivery {
        case .realTime: clock = HurriedClock(speed: 1)
        case .hurried(let hurried): clock = hurried
        case .lockstep: return
        }
        guard let thread = NamedThread("tonus-virtual", { self.deliver(by: clock, into: sink) }) else {
            throw .failed(operation: "Starting the virtual perineometer", reason: "no thread is left")
        }
        state.withLock { $0.thread = thread }
    }

    public func close() {
        isStopping.store(true, ordering: .releasing)
        let (thread, wasOpen, isGone) = state.withLock { state in
            let before = (state.thread, !state.isClosed, state.isGone)
            state.thread = nil
            state.isClosed = true
            return before
        }
        thread?.join()
        guard wasOpen else { return }
        // As when an interface is released: a host that opens the device next must not find stale packets. A device that
        // went may be back already, and then belongs to another transport.
        if !isGone { _ = device.withLock { $0.control(.stop) } }
        onClose()
    }

    /// There are no transfers to take back, so the milder measure changes nothing; a reset is one of the virtual device.
    public func recover(by measure: RecoveryMeasure) {
        guard let sink = state.withLock({ $0.isClosed || $0.isGone ? nil : $0.sink }) else { return }
        sink.beginRecovery(.silent)
        if measure == .resetDevice { device.withLock { $0.resetBus() } }
        sink.endRecovery()
    }

    /// Lets the time of a number of packets pass, and delivers what the device sends meanwhile. Lockstep only.
    ///
    /// Ask for no more at a time than the host's ring has room for: the sink counts what does not fit as overrun.
    ///
    /// - Returns: how many packets the sink was given: `count`, unless faults drop, add or hold back packets; fewer when
    ///   the device is not streaming or leaves the bus.
    @discardableResult
    public func deliver(packets count: Int) -> Int {
        guard case .lockstep(let timing) = delivery else {
            preconditionFailure("in real time packets come by themselves")
        }
        guard let sink = state.withLock({ $0.isClosed || $0.isGone ? nil : $0.sink }) else { return 0 }
        var delivered = 0
        for _ in 0..<count {
            guard let due = device.withLock({ $0.nextPacketMicroseconds }) else { break }
            let hostTime = timing.hostTime(atMicroseconds: due)
            delivered += step(to: due, into: sink) { hostTime }
            if endIfDisconnected() { break }
        }
        return delivered
    }

    /// The device has left the bus.
    func deviceLeft() {
        isStopping.store(true, ordering: .releasing)
        let sink = state.withLock { state in
            state.isGone = true
            return state.sink
        }
        sink?.end(.disconnected)
    }

    private func deliver(by clock: HurriedClock, into sink: PacketSink) {
        let start = clock.now()
        let begin = device.withLock { $0.nowMicroseconds }
        var now = begin
        while !isStopping.load(ordering: .acquiring) {
            let packet = device.withLock { $0.nextPacketMicroseconds }
            // Never long asleep, so that START, STOP and close are noticed soon.
            now = min(packet ?? .max, now + Self.longestSleepMicroseconds * clock.speed)
            clock.sleep(until: HostTime(nanoseconds: start.nanoseconds + (now - begin) * 1000))
            _ = step(to: now, into: sink) { clock.now() }
            if endIfDisconnected() { return }
        }
    }

    private static let longestSleepMicroseconds: UInt64 = 10_000

    /// Advances the device and delivers what comes of it. Allocates nothing.
    private func step(to microseconds: UInt64, into sink: PacketSink, hostTime: () -> HostTime) -> Int {
        var delivered = 0
        device.withLock { $0.advance(toMicroseconds: microseconds) }
        while let packet = device.withLock({ $0.popPacket().map(OutgoingPacket.init) }) {
            withUnsafeBytes(of: packet.bytes) { bytes in
                sink.receive(UnsafeRawBufferPointer(rebasing: bytes.prefix(packet.length)), at: hostTime())
            }
            delivered += 1
        }
        return delivered
    }

    private func endIfDisconnected() -> Bool {
        guard device.withLock({ $0.isDisconnected }) else { return false }
        deviceLeft()
        onDisconnect()
        return true
    }
}
