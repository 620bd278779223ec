// SPDX-License-Identifier: Apache-2.0
import DeviceProtocol
import PacketTap
import PerineometerDriver
import Perineometry
import SessionStore
import Testing
import VirtualPerineometer

@testable import SessionExport
@testable import TonusDaemon

/// Windows of a recording against its samples: whatever is asked for, the least and greatest are those of the samples.
@Suite struct OpenedTraceTests {
    private let folder: TemporaryFolder
    private let store: SessionStore
    private let id: SessionID
    /// Channel by channel, place by place; NaN where a sample is missing.
    private let samples: [[Float]]

    /// Two runs of a probe with packets missing here and there, and another zero amid the first.
    init() throws {
        folder = try TemporaryFolder()
        store = try SessionFolder.open(folder.path + "/state", credentials: nil)
        let writer = try store.begin(SessionFacts(isSimulated: true), software: "test")
        id = writer.id
        guard var tap = writer.takeTap() else { throw CancellationError() }
        var random = SystemRandomNumberGenerator()
        var index: UInt64 = 0
        for run in 0..<2 {
            let device = VirtualDevice(
                try SimulationSpecification(parsing: "comfortable-strong,seed=\(run + 3),rate=1000,channels=3"))
            let capabilities = try Capabilities(decoding: device.control(.getCapabilities) ?? [])
            let calibration = try CalibrationPage(decoding: device.control(.getCalibration) ?? [])
            device.begin()
            let opening = DeviceOpening(
                number: 0, serial: "T-1", product: "probe", capabilities: capabilities, calibration: calibration,
                rateIndex: capabilities.defaultRateIndex, filter: "live", firstIndex: SampleIndex(index),
                firstContractionID: 1, hostTimeBefore: HostTime(nanoseconds: 0), zero: .never,
                temperatureCelsius: 30, isSimulated: true, isReopening: run > 0)
            tap.open(writer.describe(opening))
            var zero = Zero.never
            for millisecond in 1...12_000 {
                device.advance(toMicroseconds: UInt64(millisecond) * 1000)
                if millisecond == 5000, run == 0 {
                    zero = Zero(state: .air, offset: ChannelVector(repeating: 3))
                }
                while let (bytes, length) = device.popPacket() {
                    let first = SampleIndex(index)
                    index += UInt64(bytes[12])
                    if Int.random(in: 0..<60, using: &random) == 0 { continue }
                    let nanoseconds = UInt64(run) * 20_000_000_000 + UInt64(millisecond) * 1_000_000
                    tap.append(
                        RecordedPacket(
                            bytes: bytes, length: UInt8(length), hostTime: HostTime(nanoseconds: nanoseconds)),
                        index: first, celsius: 30, zero: zero)
                }
                if millisecond.isMultiple(of: 500) { try writer.flush() }
            }
            tap.close(dropped: 0)
        }
        try writer.append(
            SessionEvent(
                at: HostTime(nanoseconds: 2_000_000_000), .mark(SessionMark(index: SampleIndex(2000), text: "a"))))
        try writer.finish()
        samples = try Self.read(id, in: store)
    }

    private static func read(_ id: SessionID, in store: SessionStore) throws -> [[Float]] {
        var samples: [[Float]] = [[], [], []]
        var timeline = try SessionTimeline(StoredSession(id, in: store))
        while let piece = try timeline.next() {
            guard case .samples(let placed) = piece else { continue }
            for (channel, column) in placed.run.pressures.enumerated() {
                let missing = placed.place - samples[channel].count
                samples[channel] += [Float](repeating: .nan, count: missing) + column.map { Float($0) }
            }
        }
        return samples
    }

    private func opened(stretchLimit: Int = SessionTrace.stretchLimit) throws -> OpenedTrace {
        let trace = try OpenedTrace(id, in: store, isUnfinished: false, stretchLimit: stretchLimit)
        trace.read()
        return trace
    }

    private func range(_ channel: Int, _ places: Range<Int>) -> ClosedRange<Float>? {
        let there = samples[channel][places.clamped(to: samples[channel].indices)].filter { $0.isFinite }
        return there.min().flatMap { low in there.max().map { low...$0 } }
    }

    @Test func thereIsSomethingToLookAt() {
        #expect(samples[0].count > 23_000)
        #expect(samples[0].contains { $0.isNaN } && samples[0].filter { $0.isFinite }.count > 20_000)
        #expect(samples[0].contains { $0 > 40 })
    }

    @Test(arguments: [SessionTrace.stretchLimit, 3 * 512, 3 * 20])
    func everyPointIsTheLeastAndGreatestOfItsSamples(stretchLimit: Int) throws {
        let trace = try opened(stretchLimit: stretchLimit)
        let seconds = Double(samples[0].count) / 1000
        var windows: [(Double, Double?, Int)] = [
            (0, nil, 1), (0, nil, 2000), (0, 0.001, 10), (seconds - 0.001, nil, 3),
        ]
        for _ in 0..<60 {
            let from = Double.random(in: 0..<seconds)
            let length = pow10(Double.random(in: -3...1.4))
            windows.append((from, from + length, Int.random(in: 1...2000)))
        }
        var looked = 0
        for (from, to, points) in windows {
            for channel in 0..<3 {
                let window = try trace.window(channel: channel, from: from, to: to, points: points)
                let raster = window.raster
                let what = "channel \(channel), \(from) to \(to ?? -1), \(points) points: \(raster)"
                #expect(raster.count <= points && raster.count >= 1, "\(what)")
                #expect(window.ranges.count == raster.count, "\(what)")
                #expect(raster.places.lowerBound <= Int(from * 1000), "\(what)")
                if points > 1 {
                    #expect(Double(raster.places.upperBound) >= min(to ?? seconds, seconds) * 1000 - 1, "\(what)")
                }
                for point in 0..<raster.count
                where window.ranges[point] != range(channel, raster.places(ofPoint: point)) {
                    Issue.record("\(what): point \(point) is \(String(describing: window.ranges[point]))")
                    break
                }
                looked += raster.needsSamples ? 1 : 0
            }
        }
        // Small envelopes have the samples read again.
        #expect(stretchLimit == SessionTrace.stretchLimit ? looked == 0 : looked > 20)
    }

    @Test func gapsSeamsMarksAndZerosLieWhereTheyWere() throws {
        let window = try opened().window(channel: nil, from: 0, to: nil, points: 100)
        #expect(window.share == 1 && window.places == samples[0].count)
        var gaps: [Range<Int>] = []
        for (place, value) in samples[0].enumerated() where value.isNaN {
            if gaps.last?.upperBound == place {
                gaps[gaps.count - 1] = gaps[gaps.count - 1].lowerBound..<place + 1
            } else {
                gaps.append(place..<place + 1)
            }
        }
        #expect(!gaps.isEmpty)
        #expect(window.gaps.filter { !$0.isEmpty } == Array(gaps.prefix(OpenedTrace.Window.limit)))
        #expect(window.hasMore == (gaps.count > OpenedTrace.Window.limit))
        #expect(window.remarks.contains(.init(place: 2000, kind: .mark("a"))))
        let none = try opened().window(channel: 2, from: 2.1, to: 2.2, points: 100)
        #expect(none.remarks.isEmpty && none.channel == 2)
    }

    @Test func aChannelThatIsNotThereIsSaidSo() throws {
        let trace = try opened()
        #expect(throws: OpenedTrace.UnknownChannel.self) { try trace.window(channel: 3, from: 0, to: 1, points: 10) }
    }

    @Test func memoryHasBoundsHoweverLongTheRecording() {
        var envelope = PressureEnvelope(limit: 100)
        for place in stride(from: 0, to: 50_000_000, by: 9973) { envelope.take(Float(place % 77), at: place) }
        #expect(envelope.samplesPerStretch == 1 << 19)
        let places = StoredPlaces()
        #expect(places.covering(0..<10) { Int($0.value) }.isEmpty)
        let traces = SessionTraces()
        #expect(throws: (any Error).self) {
            try traces.trace(of: SessionID("aaaaaaaaaaaaaaaaaaaaaaaaaa")!, isUnfinished: false, in: store)
        }
    }
}

private func pow10(_ exponent: Double) -> Double {
    var result = 1.0
    for _ in 0..<Int(abs(exponent) * 10) { result *= 1.2589254117941673 }
    return exponent < 0 ? 1 / result : result
}
