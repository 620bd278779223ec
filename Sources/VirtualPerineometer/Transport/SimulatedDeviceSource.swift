// SPDX-License-Identifier: Apache-2.0
public import PerineometerDriver
internal import Synchronization

/// A bus with one socket, and a virtual device in it. Tests pull it out and put it back.
public final class SimulatedDeviceSource: DeviceSource {
    public let name = "simulated"
    public let specification: SimulationSpecification
    private let delivery: InProcessTransport.Delivery
    private let device: SharedDevice
    private let state = Mutex(State())

    private struct State {
        var report: (@Sendable (DeviceNotice) -> Void)?
        /// Another one after each replugging, as on USB.
        var address = DeviceAddress(1)
        var isPlugged = true
        var transport: InProcessTransport?
    }

    private typealias Announcement = (address: DeviceAddress, report: (@Sendable (DeviceNotice) -> Void)?)

    /// - Parameters:
    ///   - specification: which device.
    ///   - script: what the patient does; nil: the persona's own script.
    ///   - faults: what goes wrong, by packet.
    ///   - delivery: in real time, or in lockstep for tests.
    ///   - warmUp: how the sensors warm up; nil: they do not, and measure no temperature.
    public init(
        _ specification: SimulationSpecification = SimulationSpecification(), script: Script? = nil,
        faults: [InjectedFault] = [], delivery: InProcessTransport.Delivery = .realTime, warmUp: WarmUp? = nil
    ) {
        self.specification = specification
        self.delivery = delivery
        device = SharedDevice(specification, script: script, faults: faults, warmUp: warmUp)
    }

    /// The transport that is open now: tests in lockstep call its `deliver(packets:)`.
    public var openTransport: InProcessTransport? { state.withLock { $0.transport } }

    public var deliveryScheduling: ThreadScheduling? { nil }

    public func start(report: @escaping @Sendable (DeviceNotice) -> Void) throws(TransportError) {
        let present = state.withLock { state in
            state.report = report
            return state.isPlugged ? state.address : nil
        }
        if let present { report(.arrived(arrival(present))) }
    }

    public func open(_ address: DeviceAddress) throws(TransportError) -> any Transport {
        let transport = InProcessTransport(
            device: device, delivery: delivery,
            onDisconnect: { [weak self] in self?.depart() },
            onClose: { [weak self] in self?.closed(address) })
        let refusal: TransportError? = state.withLock { state in
            guard state.isPlugged, state.address == address else { return .disconnected }
            guard state.transport == nil else { return .busy(location: "simulated") }
            state.transport = transport
            return nil
        }
        if let refusal { throw refusal }
        return transport
    }

    public func stop() { state.withLock { $0.report = nil } }

    /// Pulls the device out. Does nothing where it is out already.
    public func unplug() {
        device.withLock { $0.unplug() }
        openTransport?.deviceLeft()
        depart()
    }

    /// Puts the device back: it powers up with another boot id, and the patient goes on from where she was. Does nothing
    /// where it is in. A transport of before that is not yet closed stays gone.
    public func replug() {
        let replugged: Announcement? = state.withLock { state in
            guard !state.isPlugged else { return nil }
            device.withLock { $0.powerCycle() }
            state.isPlugged = true
            state.transport = nil
            state.address = DeviceAddress(state.address.value + 1)
            return (state.address, state.report)
        }
        if let replugged { replugged.report?(.arrived(arrival(replugged.address))) }
    }

    private func arrival(_ address: DeviceAddress) -> DeviceArrival {
        DeviceArrival(address: address, serial: device.identity.serial, location: device.identity.location)
    }

    private func closed(_ address: DeviceAddress) {
        state.withLock { state in
            // A device that was plugged in again may be open already.
            if state.address == address { state.transport = nil }
        }
    }

    /// Reports a departure, once.
    private func depart() {
        let departure: Announcement? = state.withLock { state in
            guard state.isPlugged else { return nil }
            state.isPlugged = false
            return (state.address, state.report)
        }
        if let departure { departure.report?(.departed(departure.address)) }
    }
}
