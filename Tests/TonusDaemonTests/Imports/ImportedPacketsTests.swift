// SPDX-License-Identifier: Apache-2.0
import Acquisition
import DeviceProtocol
import Foundation
import PerineometerDriver
import Perineometry
import RecordingFiles
import SignalProcessing
import StreamAPI
import Synchronization
import Testing

@testable import TonusDaemon

/// Packets that are made of the samples of a file.
@Suite struct ImportedPacketsTests {
    private static func probe(rateHertz: Int = 100, isSixteenBit: Bool = true) throws -> ImportedProbe {
        let limits: ClosedRange<Int32> = isSixteenBit ? -2000...2000 : CountScale.counts
        let scale = try #require(CountScale(gain: 0.01, offset: 2, limits: limits))
        return try ImportedProbe(
            format: "EDF", rateHertz: rateHertz, channels: [(.pelvicFloor, scale), (.abdominal, scale)],
            isSixteenBit: isSixteenBit, isSimulated: false)
    }

    /// Frames and gaps that a pipeline makes of them.
    private static func outcome(
        _ probe: ImportedProbe, _ samples: [(index: UInt64, count: Int32)]
    ) throws -> (frames: [Frame], gaps: [Gap], packets: Int) {
        var packets = ImportedPackets(probe)
        for sample in samples {
            packets.take(SIMD8(sample.count, -sample.count, 0, 0, 0, 0, 0, 0), at: sample.index)
        }
        packets.close()
        var frames: [Frame] = []
        var gaps: [Gap] = []
        var count = 0
        func note(_ outcome: RerunOutcome) {
            switch outcome {
            case .frame(let frame): frames.append(frame)
            case .event(.gap(let gap)): gaps.append(gap)
            case .event: break
            }
        }
        var first = SampleIndex(0)
        var reopening = false
        var rerun: PipelineRerun?
        for step in packets.takeSteps() {
            switch step {
            case .opened(let index, let isReopening):
                (first, reopening) = (index, isReopening)
                rerun = try PipelineRerun(
                    RunFacts(
                        capabilities: probe.capabilities, calibration: probe.calibration, rateIndex: 0,
                        firstIndex: first, followsAnother: reopening))
            case .packet(let received, let index):
                count += 1
                rerun?.process(
                    KeptPacket(received: received, celsius: .nan, framePosition: 0, nextIndex: index), note)
            case .closed:
                rerun?.finish(note)
                rerun = nil
            }
        }
        return (frames, gaps, count)
    }

    @Test(arguments: [true, false]) func eachSampleComesBackInItsPlace(_ isSixteenBit: Bool) throws {
        let samples = (0..<1000).map { (index: UInt64($0), count: Int32($0 * 3 - 1500)) }
        let (frames, gaps, _) = try Self.outcome(Self.probe(isSixteenBit: isSixteenBit), samples)
        #expect(frames.map(\.index.value) == samples.map(\.index))
        #expect(frames.map { $0.counts[0] } == samples.map(\.count))
        #expect(frames.map { $0.counts[1] } == samples.map { -$0.count })
        #expect(frames.allSatisfy { abs($0.pressure[0] - (Double($0.counts[0]) * 0.01 + 2)) < 1e-12 })
        #expect(gaps.isEmpty)
    }

    /// From one sample to a gap of which the device's clock would come round.
    @Test(arguments: [1, 23, 24, 25, 2400, 6000, 6001, 500_000, 60_000_000])
    func aGapIsAsLongAsItWas(_ missing: UInt64) throws {
        let before = (0..<103).map { (index: UInt64($0), count: Int32($0)) }
        let after = (0..<50).map { (index: 103 + missing + UInt64($0), count: Int32($0)) }
        let (frames, gaps, _) = try Self.outcome(Self.probe(), before + after)
        #expect(frames.map(\.index.value) == (before + after).map(\.index))
        if missing <= 6000 {
            #expect(gaps == [Gap(first: SampleIndex(103), missing: missing, reason: .packetsLost)])
        } else {
            #expect(gaps.map(\.reason) == [.deviceReopened])
        }
    }

    @Test func samplesAtTheLimitAreClippedAndNoOthers() throws {
        let counts: [Int32] = [0, 1, 1999, 2000, 2000, 5, 6, -2000, 7, 7, 7, 7]
        let (frames, gaps, _) = try Self.outcome(
            Self.probe(), counts.enumerated().map { (index: UInt64($0), count: $1) })
        #expect(frames.map(\.isClipped) == counts.map { abs($0) >= 2000 })
        #expect(gaps.isEmpty)
    }

    @Test func aSlowRecordingComesInShortPackets() throws {
        let samples = (0..<40).map { (index: UInt64($0), count: Int32($0)) }
        #expect(try Self.outcome(Self.probe(rateHertz: 20), samples).packets == 40)
    }

    @Test func whatAFileMayHaveAProbeMayHave() {
        #expect(CountedRecording.rateLimitsHertz == Capabilities.rateRangeHertz)
        #expect(CountScale.counts == SampleFormat.int24.countRange)
    }

    // MARK: Playing a file

    private static func file() throws -> String {
        let path = FileManager.default.temporaryDirectory.appending(path: "replay-\(UUID().uuidString).csv").path
        var text = "time_s,simulated_pressure_cmH2O\n"
        for sample in 0..<1200 where !(700..<720).contains(sample) {
            let time = Double(sample) / 100
            let share = max(0, min(1, 2 * (time - 4), 2 * (7 - time)))
            text += "\(time),\(15 + 20 * share + 0.3 * sin(time))\n"
        }
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    private static func play(_ path: String, speed: Double) throws -> [String] {
        let changed = Doorbell()
        let states = Mutex<[DeviceState]>([])
        let recording = try Recorded(
            try #require(ReplayRequest(source: path, speed: speed)),
            in: .failure(RPCError(.storage, "none", hint: "none")))
        #expect(recording.isSimulated)
        let player = recording.player(doorbell: Doorbell()) { change in
            states.withLock { $0.append(change.state) }
            changed.ring()
        }
        let thread = NamedThread("player") { try? player.run() }
        func runs() -> [StreamRun] {
            let known = states.withLock { $0 }
            return known.contains { $0.name == "gone" }
                ? known.compactMap { if case .streaming(let run) = $0 { run } else { nil } } : []
        }
        while runs().isEmpty { changed.wait(milliseconds: 1000) }
        player.stop()
        thread?.join()
        var lines: [String] = []
        for run in runs() {
            #expect(run.description.isReplay)
            #expect(run.device.identity.serial == path.split(separator: "/").last.map(String.init))
            _ = run.frames.read(0..<run.frames.end) { slice in
                for position in slice.positions { lines.append("\(slice[position])") }
            }
            if var events = run.takeEvents() { while let placed = events.pop() { lines.append("\(placed)") } }
        }
        return lines
    }

    @Test func aFileGivesTheSameSamplesAndEventsAtAnySpeed() throws {
        let path = try Self.file()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let slow = try Self.play(path, speed: 20)
        #expect(slow.count(where: { $0.hasPrefix("Frame") }) == 1180)
        #expect(slow.contains { $0.contains("contraction") })
        #expect(slow.contains { $0.contains("packetsLost") })
        #expect(try Self.play(path, speed: 100) == slow)
    }

    @Test func aFileThatCannotBePlayedIsRefusedWithARemedy() throws {
        let request = try #require(ReplayRequest(source: "/nowhere/visit.edf", speed: 1))
        do {
            _ = try Recorded(request, in: .failure(RPCError(.storage, "none", hint: "none")))
            Issue.record("it was taken")
        } catch {
            #expect(error.message.contains("/nowhere/visit.edf"))
            #expect(error.hint.contains("tonus import"))
        }
    }
}
