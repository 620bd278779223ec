// SPDX-License-Identifier: Apache-2.0
import Acquisition
import ContractionDetection
import Foundation
import PerineometerDriver
import Perineometry
import SignalProcessing
import Synchronization
import Testing
import VirtualPerineometer

@Suite struct AcquisitionLoopTests {
    /// A loop on its thread, on a virtual device whose packets come when a test asks for them.
    private final class Running: Sendable {
        let source: SimulatedDeviceSource
        let loop: AcquisitionLoop
        private let box: StateBox
        private let thread: NamedThread?

        init(
            _ text: String = "comfortable-strong,rate=1000", faults: [InjectedFault] = [], isTaken: Bool = false
        ) throws {
            let source = SimulatedDeviceSource(
                try SimulationSpecification(parsing: text), faults: faults, delivery: .lockstep(LockstepTiming()))
            if isTaken { _ = try source.open(DeviceAddress(1)) }
            let box = StateBox()
            let loop = AcquisitionLoop(source: source, readersDoorbell: Doorbell()) { box.append($0) }
            self.source = source
            self.loop = loop
            self.box = box
            thread = NamedThread("test-pipeline") { try? loop.run() }
        }

        var names: [String] { box.all.map(\.name) }

        func run(_ number: Int) throws -> StreamRun {
            let runs = box.all.compactMap { state -> StreamRun? in
                if case .streaming(let run) = state { run } else { nil }
            }
            return try #require(runs.first { $0.number == number })
        }

        func await(_ expected: [String]) throws {
            try until("states \(expected), have \(names)") { names == expected }
        }

        func until(_ what: @autoclosure () -> String, _ holds: () -> Bool) throws {
            let end = Date().addingTimeInterval(30)
            while !holds() {
                guard Date() < end else {
                    Issue.record("waited in vain for \(what())")
                    throw CancellationError()
                }
                usleep(2000)
            }
        }

        func deliver(_ packets: Int) throws { try #require(source.openTransport).deliver(packets: packets) }

        func stop() {
            loop.stop()
            thread?.join()
        }
    }

    private final class StateBox: Sendable {
        private let states = Mutex<[DeviceState]>([])

        func append(_ state: DeviceState) { states.withLock { $0.append(state) } }
        var all: [DeviceState] { states.withLock { $0 } }
    }

    @Test func aDeviceThatIsThereIsOpenedAndStreamedFrom() throws {
        let running = try Running()
        try running.await(["opening", "streaming"])
        let run = try running.run(1)
        try running.deliver(500)
        // 2 samples a packet at 1 kHz.
        try running.until("1000 frames") { run.frames.end == 1000 }
        #expect(run.description.rateHertz == 1000)
        #expect(run.description.isSimulated)
        #expect(running.loop.counters.snapshot.gaps == 0)
        running.stop()
        #expect(running.names == ["opening", "streaming", "gone"])
        #expect(run.hasEnded)
    }

    @Test func unpluggingEndsTheRunAndPluggingInBeginsAnotherWhoseIndicesGoOn() throws {
        let running = try Running()
        try running.await(["opening", "streaming"])
        let first = try running.run(1)
        try running.deliver(100)
        try running.until("200 frames") { first.frames.end == 200 }
        running.source.unplug()
        try running.await(["opening", "streaming", "gone", "absent"])
        #expect(first.hasEnded)
        running.source.replug()
        try running.await(["opening", "streaming", "gone", "absent", "opening", "streaming"])
        let second = try running.run(2)
        try running.deliver(100)
        try running.until("200 more frames") { second.frames.end == 200 }
        #expect(second.frames.index(at: 0) == SampleIndex(200))
        guard case .gap(let gap)? = firstEvent(of: second)?.event else {
            Issue.record("the seam is not announced")
            return
        }
        #expect(gap == Gap(first: SampleIndex(200), missing: 0, reason: .deviceReopened))
        running.stop()
    }

    private func firstEvent(of run: StreamRun) -> PlacedEvent? {
        guard var consumer = run.takeEvents() else { return nil }
        return consumer.pop()
    }

    @Test func aDeviceThatCannotBeUsedIsAbsentOnceItIsUnplugged() throws {
        let running = try Running(isTaken: true)
        try running.until("the device to be unavailable") { running.names.last == "unavailable" }
        running.source.unplug()
        try running.until("the device to be absent") { running.names.last == "absent" }
        running.stop()
        #expect(running.names.last == "absent")
    }

    @Test func stoppingWorksBeforeAnyDeviceIsThere() throws {
        let running = try Running()
        running.source.unplug()
        running.stop()
        #expect(running.names.last == "absent" || running.names.last == "gone")
    }

    @Test func whateverGoesWrongOnTheWayIsCountedToTheSample() throws {
        let faults = [
            InjectedFault(.drop, atPacket: 100), InjectedFault(.drop, atPacket: 101),
            InjectedFault(.duplicate, atPacket: 200), InjectedFault(.swapWithNext, atPacket: 300),
            InjectedFault(.corruptByte(20), atPacket: 400), InjectedFault(.truncate(to: 10), atPacket: 500),
        ]
        let running = try Running(faults: faults)
        try running.await(["opening", "streaming"])
        try running.deliver(1000)
        // 2 dropped, 1 twice.
        try running.until("999 packets") { running.loop.counters.snapshot.packets == 999 }
        running.stop()
        let counts = running.loop.counters.snapshot
        #expect(counts.duplicate == 1)
        #expect(counts.corrupt == 2)
        #expect(counts.late == 1)
        // Of the swapped pair the earlier one comes too late: its samples are missing as well.
        #expect(counts.missing == 2 * (2 + 1 + 2))
        #expect(counts.samples + counts.missing == 2000)
    }

    @Test func aDeviceThatRestartsGoesOnBehindASeam() throws {
        let running = try Running(faults: [InjectedFault(.reboot, atPacket: 50)])
        try running.await(["opening", "streaming"])
        let run = try running.run(1)
        try running.deliver(200)
        try running.until("packets after the restart") { running.loop.counters.snapshot.packets >= 199 }
        running.stop()
        guard case .gap(let gap)? = firstEvent(of: run)?.event else {
            Issue.record("the seam is not announced")
            return
        }
        #expect(gap.reason == .deviceRestarted)
    }
}
