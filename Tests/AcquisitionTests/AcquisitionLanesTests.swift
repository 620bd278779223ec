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

@Suite struct AcquisitionLanesTests {
    /// Lanes on their threads, with virtual devices whose packets come when a test asks for them.
    private final class Running: Sendable {
        let bus: SimulatedBus
        let lanes: AcquisitionLanes
        private let box: StateBox
        private let thread: NamedThread?

        init(
            _ texts: [String] = ["comfortable-strong,rate=1000"], faults: [InjectedFault] = [], isTaken: Bool = false,
            delivery: InProcessTransport.Delivery = .lockstep(LockstepTiming())
        ) throws {
            let sockets = try texts.map { text in
                SimulatedDeviceSource(
                    try SimulationSpecification(parsing: text), faults: faults, delivery: delivery)
            }
            if isTaken { _ = try sockets[0].open(DeviceAddress(1)) }
            let bus = SimulatedBus(sockets)
            let box = StateBox()
            let lanes = AcquisitionLanes(source: bus, readersDoorbell: Doorbell()) { box.append($0) }
            self.bus = bus
            self.lanes = lanes
            self.box = box
            thread = NamedThread("test-devices") { try? lanes.run() }
        }

        var source: SimulatedDeviceSource { bus.sockets[0] }

        var names: [String] { names(inLane: 0) }

        /// Its states, but for silence: a test that waits for a processor is a perineometer that is silent meanwhile.
        func names(inLane lane: Int) -> [String] {
            box.all.filter { $0.lane == lane }.map(\.state.name).filter { $0 != "stalled" && $0 != "recovering" }
                .reduce(into: []) { names, name in if names.last != name { names.append(name) } }
        }

        func counts(inLane lane: Int = 0) -> PipelineCounters.Snapshot? {
            box.all.last { $0.lane == lane }?.counters.snapshot
        }

        func run(_ number: Int, inLane lane: Int = 0) throws -> StreamRun {
            let runs = box.all.compactMap { change -> StreamRun? in
                if change.lane == lane, case .streaming(let run) = change.state { run } else { nil }
            }
            return try #require(runs.first { $0.number == number })
        }

        func await(_ expected: [String], inLane lane: Int = 0) throws {
            try until("states \(expected) in lane \(lane), have \(names(inLane: lane))") {
                names(inLane: lane) == expected
            }
        }

        func until(_ what: @autoclosure () -> String, _ holds: () -> Bool) throws {
            let end = Date().addingTimeInterval(120)
            while !holds() {
                guard Date() < end else {
                    Issue.record("waited in vain for \(what())")
                    throw CancellationError()
                }
                usleep(2000)
            }
        }

        func deliver(_ packets: Int, from socket: Int = 0) throws {
            try #require(bus.sockets[socket].openTransport).deliver(packets: packets)
        }

        func stop() {
            lanes.stop()
            thread?.join()
        }
    }

    private final class StateBox: Sendable {
        private let changes = Mutex<[LaneChange]>([])

        func append(_ change: LaneChange) { changes.withLock { $0.append(change) } }
        var all: [LaneChange] { changes.withLock { $0 } }
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
        #expect(running.counts()?.gaps == 0)
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
        while let placed = consumer.pop() {
            // Once a second, wherever a test's signal stands.
            if case .rest = placed.event { continue }
            return placed
        }
        return nil
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
        try running.until("no device to be there") { running.names.last == "absent" }
        running.stop()
        #expect(running.names.last == "absent")
    }

    @Test func stoppingWorksHoweverFarOpeningHasCome() throws {
        for pause in 0..<20 {
            let running = try Running()
            usleep(UInt32(pause * 100))
            running.stop()
            // It may not have begun, or have been about to open the device; but what streamed was released.
            #expect(running.names.last != "streaming")
        }
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
        try running.until("999 packets") { running.counts()?.packets == 999 }
        running.stop()
        let counts = try #require(running.counts())
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
        try running.until("packets after the restart") { running.counts()?.packets ?? 0 >= 199 }
        running.stop()
        guard case .gap(let gap)? = firstEvent(of: run)?.event else {
            Issue.record("the seam is not announced")
            return
        }
        #expect(gap.reason == .deviceRestarted)
    }

    @Test func perineometersSideBySideAreReadAtOnceEachWithIndicesAndCountsOfItsOwn() throws {
        let running = try Running(["comfortable-strong,rate=1000", "slow-release,rate=250,seed=2"])
        try running.await(["opening", "streaming"])
        try running.await(["opening", "streaming"], inLane: 1)
        let left = try running.run(1)
        let right = try running.run(1, inLane: 1)
        #expect(left.device.identity.serial != right.device.identity.serial)
        try running.deliver(100)
        try running.deliver(30, from: 1)
        try running.until("frames of both") { left.frames.end == 200 && right.frames.end >= 30 }
        #expect(running.counts()?.packets == 100)
        #expect(running.counts(inLane: 1)?.packets == 30)
        #expect(right.frames.index(at: 0) == SampleIndex(0))
        running.stop()
    }

    @Test func pullingOnePerineometerOutLeavesTheOthersAloneAndItComesBackToItsLane() throws {
        let running = try Running(["comfortable-strong,rate=1000", "slow-release,rate=1000,seed=2"])
        try running.await(["opening", "streaming"])
        try running.await(["opening", "streaming"], inLane: 1)
        try running.deliver(50, from: 1)
        running.bus.sockets[1].unplug()
        try running.await(["opening", "streaming", "gone", "absent"], inLane: 1)
        try running.deliver(100)
        let left = try running.run(1)
        try running.until("200 frames") { left.frames.end == 200 }
        running.bus.sockets[1].replug()
        try running.await(["opening", "streaming", "gone", "absent", "opening", "streaming"], inLane: 1)
        try running.deliver(10, from: 1)
        let right = try running.run(2, inLane: 1)
        try running.until("frames after the replug") { right.frames.end == 20 }
        #expect(right.frames.index(at: 0) == SampleIndex(100))
        #expect(running.counts()?.gaps == 0)
        running.stop()
    }

    private func zeroAndReplug(_ state: ZeroState) throws -> Zero {
        let running = try Running()
        try running.await(["opening", "streaming"])
        let first = try running.run(1)
        #expect(first.description.zero == .never)
        #expect(first.apply(Zero(state: state, offset: ChannelVector(repeating: 4), temperatureCelsius: 30)))
        try running.deliver(100)
        try running.until("200 frames") { first.frames.end == 200 }
        running.source.unplug()
        try running.await(["opening", "streaming", "gone", "absent"])
        running.source.replug()
        try running.await(["opening", "streaming", "gone", "absent", "opening", "streaming"])
        let zero = try running.run(2).description.zero
        running.stop()
        return zero
    }

    @Test func aZeroInAirComesBackWithItsProbe() throws {
        let zero = try zeroAndReplug(.air)
        #expect(zero == Zero(state: .air, offset: ChannelVector(repeating: 4), temperatureCelsius: 30))
    }

    @Test func aZeroInPlaceIsLostWithThePlace() throws { #expect(try zeroAndReplug(.inSitu) == .never) }

    @Test(arguments: [ZeroState.air, .inSitu]) func aSelfTestLeavesTheZeroAlone(state: ZeroState) throws {
        let running = try Running(delivery: .realTime)
        try running.await(["opening", "streaming"])
        let run = try running.run(1)
        let before = run.frames.end
        #expect(run.apply(Zero(state: state, offset: ChannelVector(repeating: 4))))
        try running.until("frames after the zero") { run.frames.end > before + 100 }
        #expect(running.lanes.selfTest(lane: 0) { _ in })
        try running.until("the second run") { running.names.count { $0 == "streaming" } == 2 }
        #expect(try running.run(2).description.zero.state == state)
        running.stop()
    }
}
