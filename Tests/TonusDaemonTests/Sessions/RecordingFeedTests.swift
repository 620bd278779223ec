// SPDX-License-Identifier: Apache-2.0
import ContractionDetection
import PacketTap
import Perineometry
import SessionStore
import SignalProcessing
import Testing
import VirtualPerineometer

@testable import Acquisition
@testable import PerineometerDriver
@testable import TonusDaemon

/// What of a lane's packets gets into a session. Packets are made up: the feed looks at nothing in them but their places.
@Suite struct RecordingFeedTests {
    private let folder: TemporaryFolder
    private let store: SessionStore
    private let lane = DeviceLane(number: 0, simulated: true, hostTime: HostTimeScale())
    private let run: StreamRun

    init() throws {
        folder = try TemporaryFolder()
        store = try SessionFolder.open(folder.path + "/state", credentials: nil)
        let source = SimulatedDeviceSource(SimulationSpecification(channelCount: 1))
        let session = try DeviceSession.negotiate(over: source.open(DeviceAddress(1)))
        let events = EventRing.make(capacity: 16)
        run = StreamRun(
            number: 1, device: session,
            description: StreamDescription(device: session, filter: try FilterChain.live(rateHertz: 250)),
            frames: FrameRing(channelCount: 1, readableCapacity: 100),
            packets: PacketHistory(readableCapacity: 200), events: events.consumer)
        lane.apply(LaneChange(lane: 0, counters: PipelineCounters(), state: .streaming(run)))
    }

    /// Each packet's first sample has ten times its number for an index.
    private func receive(_ numbers: Range<Int>) {
        for number in numbers {
            run.packets.append(
                KeptPacket(
                    received: ReceivedPacket(
                        bytes: InlineArray(repeating: UInt8(truncatingIfNeeded: number)), length: 20,
                        hostTime: HostTime(nanoseconds: UInt64(number) * 1_000_000)),
                    celsius: .nan, framePosition: 0, nextIndex: SampleIndex(UInt64(number * 10))))
        }
    }

    private func begin(since number: Int = 0) throws -> RecordingFeed {
        let writer = try store.begin(SessionFacts(isSimulated: true), software: "test")
        let instant = HostTime(nanoseconds: UInt64(number) * 1_000_000)
        return try #require(RecordingFeed(writer, of: lane, since: instant))
    }

    /// What a finished session holds: the openings, and the packets by their numbers.
    private func content(of feed: RecordingFeed) throws -> (openings: [DeviceOpening], packets: [UInt64]) {
        try feed.writer.finish()
        let reader = try store.read(feed.writer.id)
        var openings: [DeviceOpening] = []
        var packets: [UInt64] = []
        while let entry = reader.next() {
            if case .opened(let opening) = entry { openings.append(opening) }
            if case .packet(let packet, _) = entry { packets.append(packet.hostTime.nanoseconds / 1_000_000) }
        }
        return (openings, packets)
    }

    @Test func nothingIsHandedOverAfterTheEnd() throws {
        receive(0..<50)
        let feed = try begin()
        feed.advance()
        feed.finish()
        // The daemon's ticks go on until the recorder has written the end.
        receive(50..<60)
        feed.advance()
        let (openings, packets) = try content(of: feed)
        #expect(openings.count == 1)
        #expect(packets == Array(0..<50))
    }

    @Test func aLookbackWhoseBeginningIsOverwrittenIsDescribedByThePacketThatItBeginsWith() throws {
        receive(0..<300)
        let feed = try begin()
        // More than the ring holds, before anything was handed over.
        receive(300..<900)
        feed.advance()
        feed.finish()
        let (openings, packets) = try content(of: feed)
        let first = try #require(packets.first)
        #expect(first >= 600)
        #expect(packets == Array(first..<900))
        #expect(openings.map(\.firstIndex) == [SampleIndex(first * 10)])
        #expect(openings.map(\.isMidway) == [true])
    }

    @Test func aRecordingFromNowOnIsDescribedByTheNextPacket() throws {
        receive(0..<50)
        let feed = try begin(since: 1000)
        feed.advance()
        receive(50..<70)
        feed.advance()
        feed.finish()
        let (openings, packets) = try content(of: feed)
        #expect(packets == Array(50..<70))
        #expect(openings.map(\.firstIndex) == [SampleIndex(500)])
    }

    @Test func aPauseLeavesOutWhatComesMeanwhile() throws {
        receive(0..<20)
        let feed = try begin()
        feed.advance()
        feed.pause()
        try feed.writer.pause()
        receive(20..<40)
        feed.advance()
        try feed.writer.resume()
        feed.resume()
        receive(40..<60)
        feed.advance()
        feed.finish()
        let (openings, packets) = try content(of: feed)
        #expect(packets == Array(0..<20) + Array(40..<60))
        #expect(openings.map(\.firstIndex) == [SampleIndex(0), SampleIndex(400)])
    }
}
