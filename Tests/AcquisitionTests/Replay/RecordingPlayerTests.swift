// SPDX-License-Identifier: Apache-2.0
import Acquisition
import ContractionDetection
import DeviceProtocol
import PerineometerDriver
import Perineometry
import SignalProcessing
import Synchronization
import Testing

@Suite struct RecordingPlayerTests {
    private struct Steps: RecordedSteps {
        var steps: [RecordedStep]
        var fault: RecordedStepsError?

        mutating func next() throws(RecordedStepsError) -> RecordedStep? {
            if steps.isEmpty, let fault { throw fault }
            return steps.isEmpty ? nil : steps.removeFirst()
        }
    }

    private final class Told: Sendable {
        let states = Mutex<[DeviceState]>([])
        let changed = Doorbell()

        func note(_ change: LaneChange) {
            states.withLock { $0.append(change.state) }
            changed.ring()
        }

        var names: [String] { states.withLock { $0.map(\.name) } }

        var runs: [StreamRun] {
            states.withLock { $0.compactMap { if case .streaming(let run) = $0 { run } else { nil } } }
        }
    }

    private static let identity = DeviceIdentity(
        serial: "TEST-1", manufacturer: "Tonus", product: "Test", location: "recorded", isSimulated: true)

    private static func facts(firstIndex: UInt64 = 0, followsAnother: Bool = false) throws -> RunFacts {
        RunFacts(
            capabilities: try Capabilities(
                firmwareVersion: FirmwareVersion(major: 1, minor: 0, patch: 0), hardwareRevision: 1, features: [],
                channels: [
                    Channel(
                        number: 0, role: .pelvicFloor, positionMillimetres: nil,
                        countLimits: -8_388_608...8_388_607)
                ],
                sampleFormat: .int24, ratesHertz: [PacketMaker.rateHertz, 100, PacketMaker.rateHertz],
                defaultRateIndex: 2, uniqueID: 1, fifoPackets: 64),
            calibration: try CalibrationPage(
                dateDays: 20_000, temperatureCelsius: 25,
                channels: [ChannelCalibration(gain: 0.01, offset: 0, temperatureCoefficient: 0)]),
            rateIndex: 2, firstIndex: SampleIndex(firstIndex), followsAnother: followsAnother)
    }

    /// A rest with a squeeze between 5 and 8 s.
    private static func packets(_ maker: inout PacketMaker, seconds: Double) throws -> [RecordedStep] {
        try (0..<Int(seconds * 62.5)).map { number in
            let time = Double(number) / 62.5
            let share = max(0, min(1, 2 * (time - 5), 2 * (8 - time)))
            let received = ReceivedPacket(try maker.next(count: Int32(1500 + 2000 * share)))
            return .packet(KeptPacket(received: received, celsius: .nan, framePosition: 0, nextIndex: SampleIndex(0)))
        }
    }

    private static func recording() throws -> [RecordedStep] {
        var maker = PacketMaker(samplesPerPacket: 4)
        var steps: [RecordedStep] = [.began(identity, try facts())]
        steps += try packets(&maker, seconds: 10)
        steps.append(.zeroed(Zero(state: .air, offset: ChannelVector(repeating: 15))))
        steps += try packets(&maker, seconds: 2)
        steps.append(.ended)
        // Three minutes later, from another power-up.
        maker.microseconds += 180_000_000
        maker.bootID = 8
        maker.isFirst = true
        steps.append(.began(identity, try facts(firstIndex: 3000, followsAnother: true)))
        steps += try packets(&maker, seconds: 9)
        steps.append(.ended)
        return steps
    }

    private static func play(_ steps: Steps, speed: Double, runs: Int = 2) -> (Told, TransportError?) {
        let told = Told()
        let player = RecordingPlayer(steps, speed: speed, readersDoorbell: Doorbell(), publish: told.note)
        let failure = Mutex<TransportError?>(nil)
        let thread = NamedThread("player") {
            do throws(TransportError) { try player.run() } catch { failure.withLock { $0 = error } }
        }
        while told.names.count(where: { $0 == "gone" }) < runs { told.changed.wait(milliseconds: 1000) }
        player.stop()
        thread?.join()
        return (told, failure.withLock { $0 })
    }

    /// Every frame and event of all runs, to the bit.
    private static func outcome(of told: Told) -> [String] {
        told.runs.flatMap { run in
            var lines: [String] = []
            _ = run.frames.read(0..<run.frames.end) { slice in
                for position in slice.positions { lines.append("\(slice[position])") }
            }
            if var events = run.takeEvents() { while let placed = events.pop() { lines.append("\(placed)") } }
            return lines
        }
    }

    @Test func theSameSamplesAndEventsComeAtAnySpeed() throws {
        let recording = try Self.recording()
        let (slow, _) = Self.play(Steps(steps: recording), speed: 25)
        let (fast, _) = Self.play(Steps(steps: recording), speed: 100)
        #expect(slow.names == ["streaming", "gone", "streaming", "gone"])
        #expect(fast.names == slow.names)
        let events = Self.outcome(of: slow)
        #expect(events.contains { $0.contains("zeroed") })
        #expect(events.contains { $0.contains("contraction") })
        #expect(events == Self.outcome(of: fast))
    }

    @Test func everyRunSaysThatItIsAReplayAndTakesNoZero() throws {
        let (told, _) = Self.play(Steps(steps: try Self.recording()), speed: 100)
        #expect(told.runs.count == 2)
        for run in told.runs {
            #expect(run.description.isReplay)
            #expect(run.description.isSimulated)
            #expect(run.apply(.never) == false)
            #expect(run.hasEnded)
        }
    }

    @Test func aRecordingThatCannotBeReadOnIsPlayedSoFarAndSaysWhy() throws {
        let steps = Array(try Self.recording().prefix(200))
        let fault = RecordedStepsError(message: "Block 7 was changed.", hint: "")
        let (told, failure) = Self.play(Steps(steps: steps, fault: fault), speed: 100, runs: 1)
        #expect(told.names == ["streaming", "gone"])
        #expect(told.runs.first?.frames.end == 199 * 4)
        #expect(failure?.message.contains("Block 7 was changed.") == true)
    }

    @Test func aPauseInTheRecordingIsNotWaitedFor() {
        var pace = ReplayPace(speed: 2)
        let start = HostTime(nanoseconds: 5_000_000_000)
        #expect(pace.due(recorded: HostTime(nanoseconds: 1_000_000_000), now: start) == start)
        let next = pace.due(recorded: HostTime(nanoseconds: 1_500_000_000), now: start)
        #expect(next == HostTime(nanoseconds: 5_250_000_000))
        let late = pace.due(recorded: HostTime(nanoseconds: 181_500_000_000), now: start)
        #expect(late == HostTime(nanoseconds: 6_250_000_000))
    }
}
