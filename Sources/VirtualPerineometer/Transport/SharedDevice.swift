// SPDX-License-Identifier: Apache-2.0
internal import PerineometerDriver
internal import Synchronization

/// A virtual device that control requests and delivery reach from two threads.
final class SharedDevice: @unchecked Sendable {
    // Unchecked: `device` is touched only while `lock` is held.
    private let lock = Mutex<Void>(())
    private let device: VirtualDevice
    let identity: DeviceIdentity

    init(_ specification: SimulationSpecification, script: Script?, faults: [InjectedFault]) {
        device = VirtualDevice(specification, script: script, faults: faults)
        identity = device.identity
    }

    /// Nothing of the device may be kept beyond `body`.
    func withLock<Result: Sendable>(_ body: (VirtualDevice) -> Result) -> Result {
        lock.withLock { _ in body(device) }
    }
}
