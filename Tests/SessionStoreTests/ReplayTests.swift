// SPDX-License-Identifier: Apache-2.0
import Acquisition
import ContractionDetection
import PacketTap
import Perineometry
import SignalProcessing
import Testing
import VirtualPerineometer

@testable import SessionStore

@Suite struct ReplayTests {
    /// Bit for bit where a NaN may be.
    private func sameFrames(_ left: [Frame], _ right: [Frame]) -> Bool {
        left.count == right.count
            && zip(left, right).allSatisfy { left, right in
                left.index == right.index && left.deviceTime == right.deviceTime && left.hostTime == right.hostTime
                    && left.counts == right.counts && left.pressure == right.pressure
                    && left.filtered == right.filtered && left.rest.bitPattern == right.rest.bitPattern
                    && left.state == right.state && left.isClipped == right.isClipped
            }
    }

    @Test(arguments: [
        "comfortable-strong,seed=3,rate=1000", "comfortable-strong,seed=5,rate=250,channels=2",
        "comfortable-strong,seed=7,rate=1000,channels=8",
    ])
    func aSessionReadBackGivesTheSameFramesAndContractions(device: String) throws {
        let folder = try TemporaryFolder()
        let store = try folder.store()
        let writer = try store.begin(SessionFacts(isSimulated: true), software: "test")
        let run = try SimulatedRun(
            device,
            faults: [
                InjectedFault(.drop, atPacket: 4000), InjectedFault(.corruptByte(20), atPacket: 7000),
                InjectedFault(.duplicate, atPacket: 8000), InjectedFault(.truncate(to: 9), atPacket: 9000),
                InjectedFault(.reboot, atPacket: 16_000),
            ])
        run.record(into: writer)
        try run.run(packets: 5000)
        run.temperature.update(celsius: 31.25)
        try run.run(packets: 500)
        run.apply(
            Zero(
                state: .air, offset: ChannelVector(repeating: 1.5), instant: nil, temperatureCelsius: 31.25))
        try run.run(packets: 14_500)
        run.finish()
        for placed in run.output.told {
            switch placed.event {
            case .contraction(let event):
                try writer.append(SessionEvent(at: event.instant.hostTime, .contraction(event)))
            case .gap(let gap): try writer.append(SessionEvent(at: HostTime(nanoseconds: 1), .gap(gap)))
            case .zeroed(let zero, let from):
                try writer.append(SessionEvent(at: HostTime(nanoseconds: 2), .zeroed(zero, from: from)))
            case .rest: break
            }
        }
        try writer.finish()

        let replay = try Replay(try store.read(writer.id))
        let output = try #require(replay.output)
        #expect(replay.packets == run.received.count)
        #expect(replay.damaged.isEmpty)
        #expect(replay.states == [.finished])
        #expect(sameFrames(output.frames, run.output.frames))
        #expect(output.told.count == run.output.told.count)
        var contractions: [ContractionEvent] = []
        for (replayed, live) in zip(output.told, run.output.told) {
            #expect(replayed.position == live.position)
            switch (replayed.event, live.event) {
            case (.contraction(let left), .contraction(let right)):
                #expect(left == right)
                contractions.append(right)
            case (.gap(let left), .gap(let right)): #expect(left == right)
            case (.rest(let left), .rest(let right)): #expect(left == right)
            case (.zeroed(let left, let from), .zeroed(let right, let to)): #expect(left == right && from == to)
            default: Issue.record("other events than live: \(replayed.event), \(live.event)" as Comment)
            }
        }
        #expect(!contractions.isEmpty)
        let kept = replay.events.compactMap { event -> ContractionEvent? in
            if case .contraction(let value) = event.body { value } else { nil }
        }
        #expect(kept == contractions)
        let report = try store.verify()
        #expect(report.faults == [])
        #expect(report.packets == UInt64(run.received.count))
    }
}
