// SPDX-License-Identifier: Apache-2.0
import DeviceProtocol
import PerineometerDriver
import Perineometry
import Synchronization

/// Reads the temperature of a streaming probe every now and then, on a thread of its own.
///
/// GET_STATUS is allowed while a probe streams (Firmware-Protocol/PROTOCOL.md, "Requests" refuses it nowhere, and "Time"
/// asks for it). It may block, which neither the pipeline nor the thread that delivers packets can afford.
final class Thermometer: Sendable {
    private let doorbell: Doorbell
    private let isStopping: StopFlag
    private let thread: NamedThread

    private final class StopFlag: Sendable { let value = Atomic<Bool>(false) }

    /// A probe in the body is at rest within minutes, and calibration pages speak of hundredths of cmH2O a kelvin
    /// (assumption): in 10 s nothing moves by more than the converter's noise.
    static let intervalSeconds = 10.0

    /// Begins to read. Nil where the probe has no thermometer, or the system no thread: what was read at opening then
    /// stays in force.
    ///
    /// - Parameters:
    ///   - session: open; to be closed only after `stop`.
    ///   - temperature: where readings go.
    ///   - intervalSeconds: from one reading to the next.
    init?(of session: DeviceSession, into temperature: ProbeTemperature, intervalSeconds: Double = intervalSeconds) {
        guard session.capabilities.features.contains(.temperature) else { return nil }
        let doorbell = Doorbell()
        let isStopping = StopFlag()
        let started = NamedThread("tonus-therm") {
            var due = HostClock.now().seconds + intervalSeconds
            while !isStopping.value.load(ordering: .acquiring) {
                let left = due - HostClock.now().seconds
                if left > 0 {
                    doorbell.wait(milliseconds: Int32(min(60_000, (left * 1000).rounded(.up))))
                    continue
                }
                // A reading that fails leaves the one before in force: a probe that went is the pipeline's to notice.
                if let status = try? session.readStatus() { temperature.update(celsius: status.temperatureCelsius) }
                due = HostClock.now().seconds + intervalSeconds
            }
        }
        guard let started else { return nil }
        thread = started
        self.doorbell = doorbell
        self.isStopping = isStopping
    }

    /// Ends the reading and waits for a request that is under way. To be called exactly once.
    func stop() {
        isStopping.value.store(true, ordering: .releasing)
        doorbell.ring()
        thread.join()
    }
}
