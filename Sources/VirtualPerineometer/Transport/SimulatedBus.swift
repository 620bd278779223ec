// SPDX-License-Identifier: Apache-2.0
public import PerineometerDriver

/// Several simulated perineometers as one source, as if they hung on one bus.
public final class SimulatedBus: DeviceSource {
    public let name = "simulated"
    public let sockets: [SimulatedDeviceSource]

    /// - Parameter sockets: at least one; each with a serial number of its own.
    public init(_ sockets: [SimulatedDeviceSource]) {
        precondition(!sockets.isEmpty, "a bus without a socket")
        self.sockets = sockets
    }

    public var deliveryScheduling: ThreadScheduling? { nil }

    public func start(report: @escaping @Sendable (DeviceNotice) -> Void) throws(TransportError) {
        for (number, socket) in sockets.enumerated() {
            try socket.start { [self] notice in
                switch notice {
                case .arrived(var arrival):
                    arrival.address = onBus(arrival.address, socket: number)
                    report(.arrived(arrival))
                case .departed(let address): report(.departed(onBus(address, socket: number)))
                }
            }
        }
    }

    public func open(_ address: DeviceAddress) throws(TransportError) -> any Transport {
        let count = UInt64(sockets.count)
        return try sockets[Int(address.value % count)].open(DeviceAddress(address.value / count))
    }

    public func interrupt() { for socket in sockets { socket.interrupt() } }

    public func stop() { for socket in sockets { socket.stop() } }

    private func onBus(_ address: DeviceAddress, socket number: Int) -> DeviceAddress {
        DeviceAddress(address.value * UInt64(sockets.count) + UInt64(number))
    }
}
