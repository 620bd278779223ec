// SPDX-License-Identifier: Apache-2.0
internal import Glibc
internal import PerineometerDriver

/// A virtual device that control requests and delivery reach from two threads.
final class SharedDevice: @unchecked Sendable {
    // Unchecked: `device` is touched only while `lock` is held. A pthread mutex, because the thread sanitizer does not
    // see Swift's Mutex on Linux and would report every access as a race.
    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    private let device: VirtualDevice
    let identity: DeviceIdentity

    init(_ specification: SimulationSpecification, script: Script?, faults: [InjectedFault], warmUp: WarmUp? = nil) {
        lock = .allocate(capacity: 1)
        lock.initialize(to: pthread_mutex_t())
        pthread_mutex_init(lock, nil)
        device = VirtualDevice(specification, script: script, faults: faults, warmUp: warmUp)
        identity = device.identity
    }

    deinit {
        pthread_mutex_destroy(lock)
        lock.deallocate()
    }

    /// Nothing of the device may be kept beyond `body`.
    func withLock<Result: Sendable>(_ body: (VirtualDevice) -> Result) -> Result {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        return body(device)
    }
}
