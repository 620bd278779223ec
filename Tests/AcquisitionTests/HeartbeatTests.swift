// SPDX-License-Identifier: Apache-2.0
import Acquisition
import Foundation
import PerineometerDriver
import Synchronization
import Testing
import VirtualPerineometer

@Suite struct HeartbeatTests {
    /// A device that never answers while it is opened, and never gives up.
    private final class HangingSource: DeviceSource {
        let name = "hanging"
        let deliveryScheduling: ThreadScheduling? = nil
        private let isReleased = DispatchSemaphore(value: 0)
        /// Signalled when the hang begins: before it, the loop still moves.
        let isHanging = DispatchSemaphore(value: 0)

        func start(report: @escaping @Sendable (DeviceNotice) -> Void) {
            report(.arrived(DeviceArrival(address: DeviceAddress(1), serial: nil, location: "nowhere")))
        }

        func open(_ address: DeviceAddress) throws(TransportError) -> any Transport {
            isHanging.signal()
            isReleased.wait()
            throw .disconnected
        }

        func interrupt() { isReleased.signal() }
        func stop() {}
    }

    /// The names of the loops that move within some of their own longest sleeps.
    private func moving(_ lanes: AcquisitionLanes) -> [String] {
        let before = lanes.heartbeats.map { ($0, $0.count) }
        usleep(UInt32(Heartbeat.longestSleepMilliseconds) * 3000)
        return before.filter { $0.count > $1 }.map(\.0.name).sorted()
    }

    private func running(_ source: any DeviceSource, _ body: (AcquisitionLanes) throws -> Void) rethrows {
        let lanes = AcquisitionLanes(source: source, readersDoorbell: Doorbell()) { _ in }
        let thread = NamedThread("test-devices") { try? lanes.run() }
        let end = Date(timeIntervalSinceNow: 20)
        while lanes.heartbeats.count < 2, Date() < end { usleep(1000) }
        try body(lanes)
        lanes.stop()
        thread?.join()
    }

    @Test func everyLoopMovesWhileADeviceStreams() throws {
        let source = SimulatedDeviceSource(try SimulationSpecification(parsing: "comfortable-strong,rate=1000"))
        running(source) { #expect(moving($0) == ["tonus-devices", "tonus-lane-0"]) }
    }

    @Test func everyLoopMovesWhileThereIsNoDevice() throws {
        let source = SimulatedDeviceSource(try SimulationSpecification(parsing: "comfortable-strong"))
        source.unplug()
        running(source) { #expect(moving($0) == ["tonus-devices", "tonus-lane-0"]) }
    }

    @Test func aLaneThatHangsStandsStill() {
        let source = HangingSource()
        running(source) {
            #expect(source.isHanging.wait(timeout: .now() + 20) == .success)
            #expect(moving($0) == ["tonus-devices"])
        }
    }
}
