// SPDX-License-Identifier: Apache-2.0
import Acquisition
import ContractionDetection
import PerineometerDriver
import Perineometry
import SignalProcessing
import Testing

@testable import DeviceProtocol

@Suite struct SamplePipelineTests {
    /// A pipeline for one channel at 250 Hz with 0.01 cmH2O a count, and what comes out of it.
    private final class Bench {
        let frames = FrameRing(channelCount: 1, readableCapacity: 100_000)
        let counters = PipelineCounters()
        private var events: EventRing.Consumer
        private var pipeline: SamplePipeline

        init(temperature: ProbeTemperature = ProbeTemperature(), coefficient: Double = 0) throws {
            let calibration = try CalibrationPage(
                dateDays: 20_000, temperatureCelsius: 25,
                channels: [ChannelCalibration(gain: 0.01, offset: 2, temperatureCoefficient: coefficient)])
            let filter = try FilterChain.live(rateHertz: Double(PacketMaker.rateHertz))
            let ring = EventRing.make(capacity: 1024)
            events = ring.consumer
            pipeline = SamplePipeline(
                rateHertz: PacketMaker.rateHertz, layout: PacketMaker.layout, detectionChannels: DetectionChannels(),
                calibration: calibration, temperature: temperature, filter: filter,
                frames: frames, events: ring.producer, counters: counters, firstIndex: SampleIndex(0),
                firstContractionID: 1)
        }

        var foreignInARow: Int { pipeline.foreignInARow }

        func process(_ packet: ReceivedPacket) { pipeline.process(packet) }

        func finish() { pipeline.finish() }

        var nextIndex: SampleIndex { pipeline.nextIndex }

        /// Reports of the rest left out.
        func nextEvent() -> PlacedEvent? {
            while let placed = events.pop() {
                if case .rest = placed.event { continue }
                return placed
            }
            return nil
        }

        func allEvents() -> [PlacedEvent] {
            var all: [PlacedEvent] = []
            while let event = events.pop() { all.append(event) }
            return all
        }

        func frame(_ position: Int) -> Frame? {
            var frame: Frame?
            _ = frames.read(position..<position + 1) { frame = $0[position] }
            return frame
        }
    }

    /// A rest of 17 cmH2O with a squeeze of 20 more between 5 and 10 s, which rises and falls within half a second, in
    /// counts of 0.01 cmH2O above an offset of 2.
    private func count(at sample: Int) -> Int32 {
        let seconds = Double(sample) / Double(PacketMaker.rateHertz)
        let share = max(0, min(1, 2 * (seconds - 5), 2 * (10.5 - seconds)))
        return Int32(1500 + 2000 * share)
    }

    @Test func countsBecomeCalibratedPressures() throws {
        let bench = try Bench()
        var packets = PacketMaker()
        bench.process(ReceivedPacket(try packets.next(count: 1500)))
        let frame = try #require(bench.frame(0))
        #expect(frame.pressure[0] == 0.01 * 1500 + 2)
        #expect(abs(frame.filtered[0] - 17) < 1e-9)
        #expect(frame.counts[0] == 1500)
        #expect(frame.index == SampleIndex(0))
        #expect(frame.deviceTime.microseconds == 1_000_000)
    }

    @Test func pressureIsTheProtocolsFormulaOfCountsAndTemperature() throws {
        var random = SeededGenerator(seed: 11)
        let temperature = ProbeTemperature()
        let bench = try Bench(temperature: temperature, coefficient: -0.125)
        var packets = PacketMaker(samplesPerPacket: 3)
        for number in 0..<500 {
            let count = Int32.random(in: -8000...8000, using: &random)
            let celsius = number % 7 == 0 ? nil : Double.random(in: 10...45, using: &random)
            temperature.update(celsius: celsius)
            bench.process(ReceivedPacket(try packets.next(count: count)))
            for sample in 0..<3 {
                let frame = try #require(bench.frame(number * 3 + sample))
                let expected = 0.01 * Double(count) + 2 + -0.125 * ((celsius ?? 25) - 25)
                #expect(abs(frame.pressure[0] - expected) < 1e-9)
                #expect(frame.counts[0] == count)
            }
        }
    }

    @Test func aSqueezeIsAnnouncedWithItsTimesAndItsPeak() throws {
        let bench = try Bench()
        var packets = PacketMaker()
        for sample in 0..<(15 * PacketMaker.rateHertz) {
            bench.process(ReceivedPacket(try packets.next(count: count(at: sample))))
        }
        let contractions = bench.allEvents().compactMap { placed -> ContractionEvent? in
            if case .contraction(let event) = placed.event { event } else { nil }
        }
        let began = try #require(contractions.first)
        let last = try #require(contractions.last)
        #expect(began.phase == .began)
        #expect(last.isFinal)
        #expect(contractions.allSatisfy { $0.contraction.id == began.contraction.id })
        #expect(abs(began.contraction.onset.deviceTime.seconds - 6) < 0.1)
        #expect(abs(try #require(last.contraction.offset).deviceTime.seconds - 11.5) < 0.2)
        #expect(abs(last.contraction.restBefore - 17) < 0.5)
        #expect(abs(last.contraction.peak - 37) < 1.5)
        #expect(bench.counters.snapshot.contractions == 1)
    }

    @Test func theSamePacketsGiveTheSameFramesHoweverManySamplesEachHolds() throws {
        func run(samplesPerPacket: Int) throws -> [Double] {
            let bench = try Bench()
            var packets = PacketMaker(samplesPerPacket: samplesPerPacket)
            for sample in stride(from: 0, to: 1200, by: samplesPerPacket) {
                bench.process(ReceivedPacket(try packets.next(count: Int32(sample / 12 * 100))))
            }
            return (0..<bench.frames.end).compactMap { bench.frame($0)?.filtered[0] }
        }
        let one = try run(samplesPerPacket: 1)
        #expect(one.count == 1200)
        #expect(try run(samplesPerPacket: 4) == one)
        #expect(try run(samplesPerPacket: 12) == one)
    }

    @Test(arguments: [(1, 1), (25, 1), (26, 2)]) func onlyALongGapEndsAContraction(lost: Int, contractions: Int) throws
    {
        let bench = try Bench()
        var packets = PacketMaker()
        for sample in 0..<(15 * PacketMaker.rateHertz) {
            let packet = ReceivedPacket(try packets.next(count: count(at: sample)))
            // 7.5 s lies in the middle of the squeeze.
            let start = 15 * PacketMaker.rateHertz / 2
            if !(start..<start + lost).contains(sample) { bench.process(packet) }
        }
        bench.finish()
        let ended = bench.allEvents().compactMap { placed -> Contraction? in
            if case .contraction(let event) = placed.event, event.isFinal { event.contraction } else { nil }
        }
        #expect(bench.counters.snapshot.missing == UInt64(lost))
        try #require(!ended.isEmpty)
        if contractions == 1 {
            #expect(ended.count == 1)
            #expect(abs(try #require(ended[0].duration) - 5.4) < 0.2)
        } else {
            #expect(try #require(ended[0].duration) < 3)
        }
    }

    @Test func aJumpOfTheClockEndsAContractionHoweverLittleIsMissing() throws {
        let bench = try Bench()
        var packets = PacketMaker()
        for sample in 0..<3000 {
            if sample == 1750 {
                packets.skip(packets: 1)
                packets.microseconds &-= 4_000_000
            }
            bench.process(ReceivedPacket(try packets.next(count: count(at: sample))))
        }
        bench.finish()
        let contractions = bench.allEvents().compactMap { placed in
            if case .contraction(let event) = placed.event { event } else { nil }
        }
        #expect(contractions.first { $0.isFinal }?.contraction.rule == .interrupted)
        #expect(contractions.allSatisfy { ($0.contraction.duration ?? 0) >= 0 })
    }

    @Test func packetsOfAnotherLayoutMakeNoPressures() throws {
        let bench = try Bench()
        var packets = PacketMaker()
        bench.process(ReceivedPacket(try packets.next(count: 1500)))
        let foreign = [
            SamplePacket(
                flags: [], channelCount: 2, sampleFormat: .int24, rateIndex: 2, sequence: 1, bootID: 7,
                firstSampleMicroseconds: 1_004_000, samples: [SIMD8(repeating: 1500)]),
            SamplePacket(
                flags: [], channelCount: 1, sampleFormat: .int16, rateIndex: 2, sequence: 2, bootID: 7,
                firstSampleMicroseconds: 1_008_000, samples: [SIMD8(repeating: 1500)]),
            SamplePacket(
                flags: [], channelCount: 1, sampleFormat: .int24, rateIndex: 3, sequence: 3, bootID: 7,
                firstSampleMicroseconds: 1_012_000, samples: [SIMD8(repeating: 1500)]),
            SamplePacket(
                flags: .testPattern, channelCount: 1, sampleFormat: .int24, rateIndex: 2, sequence: 4, bootID: 7,
                firstSampleMicroseconds: 1_016_000, samples: [SIMD8(repeating: 1500)]),
        ]
        for packet in foreign { bench.process(ReceivedPacket(try #require(packet))) }
        #expect(bench.frames.end == 1)
        #expect(bench.counters.snapshot.corrupt == 4)
        #expect(bench.foreignInARow == 4)
        packets.skip(packets: 4)
        bench.process(ReceivedPacket(try packets.next(count: 1500)))
        #expect(bench.foreignInARow == 0)
        #expect(bench.counters.snapshot.missing == 4)
    }

    @Test func whatIsLeftFromAStreamBeforeIsDiscarded() throws {
        let bench = try Bench()
        var packets = PacketMaker()
        packets.isFirst = false
        for _ in 0..<5 { bench.process(ReceivedPacket(try packets.next(count: 900))) }
        packets.isFirst = true
        packets.sequence = 700
        bench.process(ReceivedPacket(try packets.next(count: 1500)))
        #expect(bench.frames.end == 1)
        #expect(bench.counters.snapshot.stale == 5)
        #expect(bench.counters.snapshot.gaps == 0)
    }

    @Test func aStreamWhoseFirstPacketIsLostStartsAllTheSame() throws {
        let bench = try Bench()
        var packets = PacketMaker()
        packets.isFirst = false
        for _ in 0..<100 { bench.process(ReceivedPacket(try packets.next(count: 1500))) }
        #expect(bench.frames.end == 68)
        #expect(bench.counters.snapshot.stale == 32)
    }

    /// Packets of 40 s, received as a fast or slow clock would have them.
    private func stream(to bench: Bench, _ packets: inout PacketMaker, hostAheadSeconds: Double, ppm: Double) throws {
        for _ in 0..<(40 * PacketMaker.rateHertz) {
            var packet = ReceivedPacket(try packets.next(count: 1500))
            let host = Double(packet.hostTime.nanoseconds) * (1 - ppm * 1e-6) + hostAheadSeconds * 1e9
            packet.hostTime = HostTime(nanoseconds: UInt64(host))
            bench.process(packet)
        }
    }

    @Test func offsetAndDriftOfTheClocksArePublishedWhileADeviceStreams() throws {
        let bench = try Bench()
        #expect(bench.counters.snapshot.clock == nil)
        var packets = PacketMaker()
        try stream(to: bench, &packets, hostAheadSeconds: 100, ppm: 50)
        let clock = try #require(bench.counters.snapshot.clock)
        #expect(clock.deviceTime.microseconds == 40_996_000)
        #expect(abs(Double(clock.offsetNanoseconds) / 1e9 - (100 - 41 * 50e-6)) < clock.uncertaintySeconds)
        #expect(abs(try #require(clock.drift).partsPerMillion - 50) < 0.1)
        #expect(bench.counters.snapshot.clockRestarts == 0)
        bench.finish()
        #expect(bench.counters.snapshot.clock == nil)
    }

    @Test func aRebootAndASleepingHostAreCountedAsRestartsOfTheClock() throws {
        let bench = try Bench()
        var packets = PacketMaker()
        try stream(to: bench, &packets, hostAheadSeconds: 100, ppm: 50)
        packets.bootID = 8
        try stream(to: bench, &packets, hostAheadSeconds: 100, ppm: 50)
        #expect(bench.counters.snapshot.clockRestarts == 1)
        // The host's clock stood for 2 s: packets come too soon after it.
        try stream(to: bench, &packets, hostAheadSeconds: 98, ppm: 50)
        #expect(bench.counters.snapshot.clockRestarts == 2)
        #expect(try #require(bench.counters.snapshot.clock).uncertaintySeconds < 5e-3)
    }

    @Test func aHostTimeThatIsHeldIsOwnedToInTheUncertainty() throws {
        let bench = try Bench()
        var packets = PacketMaker()
        try stream(to: bench, &packets, hostAheadSeconds: 100, ppm: 0)
        var packet = ReceivedPacket(try packets.next(count: 1500))
        packet.hostTime = HostTime(nanoseconds: packet.hostTime.nanoseconds + 98_000_000_000)
        bench.process(packet)
        #expect(try #require(bench.counters.snapshot.clock).uncertaintySeconds > 1.99)
    }

    @Test func corruptPacketsAreCountedAndLeaveAGap() throws {
        let bench = try Bench()
        var packets = PacketMaker()
        for number in 0..<100 {
            var packet = ReceivedPacket(try packets.next(count: 1500))
            if number == 50 { packet.bytes[15] ^= 0x40 }
            if number == 60 { packet.length = 9 }
            if number == 70 { packet.bytes[0] = 0x20 }
            bench.process(packet)
        }
        let counts = bench.counters.snapshot
        #expect(counts.corrupt == 3)
        #expect(counts.samples == 97)
        #expect(counts.missing == 3)
        let gaps = bench.allEvents().compactMap { placed -> Gap? in
            if case .gap(let gap) = placed.event { gap } else { nil }
        }
        #expect(gaps.map(\.first.value) == [50, 60, 70])
        #expect(gaps.allSatisfy { $0.reason == .packetsCorrupt })
    }

    @Test func whatIsReceivedAndWhatIsMissingAddsUpToWhatWasSent() throws {
        let bench = try Bench()
        var packets = PacketMaker(samplesPerPacket: 2)
        var generator = SeededGenerator(seed: 11)
        let sent = 5000
        for number in 0..<sent {
            let packet = ReceivedPacket(try packets.next(count: 1500))
            // The first and the last always arrive: what lies outside them nobody can know of.
            let lose = number > 0 && number < sent - 1 && generator.next() % 10 == 0
            if !lose { bench.process(packet) }
            if generator.next() % 20 == 0 { bench.process(packet) }
        }
        let counts = bench.counters.snapshot
        #expect(counts.missing > 0)
        #expect(counts.samples + counts.missing == UInt64(2 * sent))
        #expect(bench.nextIndex.value == UInt64(2 * sent))
    }

    @Test func packetsOfUnknownTypeAreSkippedWithoutAGap() throws {
        let bench = try Bench()
        var packets = PacketMaker()
        bench.process(ReceivedPacket(try packets.next(count: 1500)))
        var unknown = ReceivedPacket(try packets.next(count: 1500))
        packets.sequence -= 1
        packets.microseconds -= PacketMaker.intervalMicroseconds
        unknown.bytes[1] = 0x7E
        let checksum = Checksum.crc16(unknown.bytes, count: Int(unknown.length) - 2)
        unknown.bytes[Int(unknown.length) - 2] = UInt8(truncatingIfNeeded: checksum)
        unknown.bytes[Int(unknown.length) - 1] = UInt8(checksum >> 8)
        bench.process(unknown)
        bench.process(ReceivedPacket(try packets.next(count: 1500)))
        let counts = bench.counters.snapshot
        #expect(counts.unknownType == 1)
        #expect(counts.gaps == 0)
        #expect(counts.samples == 2)
    }

    @Test func aDroppedPacketInTheDaemonIsToldAsItsOwnFault() throws {
        let bench = try Bench()
        var packets = PacketMaker()
        bench.process(ReceivedPacket(try packets.next()))
        packets.skip(packets: 7)
        bench.process(ReceivedPacket(try packets.next(), droppedBefore: 7))
        #expect(bench.counters.snapshot.hostOverrun == 7)
        guard case .gap(let gap)? = bench.nextEvent()?.event else { Issue.record("no gap"); return }
        #expect(gap == Gap(first: SampleIndex(1), missing: 7, reason: .hostOverrun))
    }

    @Test func anEventStandsBeforeTheFramesThatFollowIt() throws {
        let bench = try Bench()
        var packets = PacketMaker()
        for _ in 0..<10 { bench.process(ReceivedPacket(try packets.next())) }
        packets.skip(packets: 3)
        bench.process(ReceivedPacket(try packets.next()))
        let gap = try #require(bench.nextEvent())
        #expect(gap.position == 10)
        #expect(bench.frames.index(at: 10) == SampleIndex(13))
    }

    @Test func hostTimesNeverRunBackwards() throws {
        let bench = try Bench()
        var packets = PacketMaker()
        var generator = SeededGenerator(seed: 5)
        var clock: UInt64 = 0
        for _ in 0..<3000 {
            var packet = ReceivedPacket(try packets.next())
            packet.hostTime.nanoseconds += generator.next() % 9_000_000
            // Completions come in order, however late.
            clock = max(clock, packet.hostTime.nanoseconds)
            packet.hostTime.nanoseconds = clock
            bench.process(packet)
        }
        var previous = HostTime(nanoseconds: 0)
        for position in 0..<bench.frames.end {
            let frame = try #require(bench.frame(position))
            #expect(frame.hostTime >= previous)
            previous = frame.hostTime
        }
    }
}
