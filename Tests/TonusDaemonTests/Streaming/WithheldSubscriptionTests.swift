// SPDX-License-Identifier: Apache-2.0
import Perineometry
import StreamAPI
import Testing

@testable import TonusDaemon

/// What a subscription writes of a stream of which something is withheld.
@Suite struct WithheldSubscriptionTests {
    private let stream = HandmadeStream()

    private var everything: [StreamName] { [.samples, .contractions, .rest, .device] }

    @Test func whilePausedNothingMeasuredIsSent() throws {
        try stream.begin()
        let reader = stream.subscribe(SubscribeParams(streams: everything))
        stream.append(10)
        try reader.read()
        stream.append(7)
        reader.withheld.open(at: stream.timeline.endPlace)
        stream.append(600)
        stream.contract(id: 1)
        stream.rest()
        stream.append(1)
        try reader.read()
        #expect(reader.received == 10, "what waited is not sent either")
        #expect(reader.contractions == 0)
        #expect(reader.order == [Samples.method, LagMessage.method])
        #expect(reader.withheldSamples == 608)
    }

    @Test func afterwardsTheStreamGoesOnAndWhatWasWithheldIsToldByLag() throws {
        try stream.begin()
        let reader = stream.subscribe(SubscribeParams(streams: everything))
        stream.append(10)
        try reader.read()
        reader.withheld.open(at: stream.timeline.endPlace)
        stream.append(20)
        try reader.read()
        #expect(reader.withheldSamples == 0, "told once a second, not at every sample")
        reader.withheld.close(at: stream.timeline.endPlace)
        stream.append(5)
        try reader.read()
        #expect(reader.withheldSamples == 20 && reader.received == 15 && reader.dropped == 0)
    }

    @Test func aLookBackPassesOverWhatWasWithheld() throws {
        try stream.begin()
        stream.append(100)
        stream.contract(id: 1)
        stream.append(1)
        var spans = WithheldSpans()
        spans.open(at: stream.timeline.endPlace)
        stream.append(50)
        stream.contract(id: 2)
        stream.rest()
        stream.append(49)
        spans.close(at: stream.timeline.endPlace)
        stream.append(100)
        stream.contract(id: 3)
        let reader = stream.subscribe(SubscribeParams(streams: everything, lookback: 120))
        reader.withheld = spans
        try reader.read()
        #expect(reader.indices == Array(0..<101) + Array(200..<300))
        #expect(reader.withheldSamples == 99)
        #expect(reader.contractions == 2)
        #expect(!reader.order.contains(RestMessage.method))
    }

    @Test func aNoticeOfAGapKeepsItsPlaceInAPause() throws {
        try stream.begin()
        let reader = stream.subscribe(SubscribeParams(streams: everything))
        stream.append(10)
        try reader.read()
        reader.withheld.open(at: stream.timeline.endPlace)
        stream.append(10)
        stream.lose(4)
        stream.append(3)
        try reader.read()
        #expect(reader.order == [Samples.method, LagMessage.method, GapMessage.method])
        reader.withheld.close(at: stream.timeline.endPlace)
        stream.append(3)
        try reader.read()
        #expect(reader.received + reader.withheldSamples == stream.produced && reader.missing == 4)
    }

    @Test func thePressureThatBecameZeroIsNotToldInAPause() throws {
        var device = DeviceDescription(state: "streaming", simulated: true)
        device.zero = DeviceDescription.Zero(state: "inSitu", at: 1, offset: [17.5])
        #expect(device.withoutBody.zero?.offset == nil && device.withoutBody.zero?.state == "inSitu")
    }

    @Test(arguments: 0..<60 as Range<UInt64>)
    func whateverHappensNothingWithheldIsSentAndTheAccountIsExact(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let rate = [nil, nil, 7.0, 125][Int(seed % 4)]
        let delivery: DeliveryMode = seed % 3 == 1 ? .latest : .every
        try stream.begin(capacity: 1000)
        let reader = stream.subscribe(SubscribeParams(streams: everything, delivery: delivery, rate: rate))
        var hidden = Set<UInt64>()
        var contraction: UInt64 = 0
        for _ in 0..<300 {
            switch Int.random(in: 0..<12, using: &random) {
            case 0: stream.lose(UInt64.random(in: 1...20, using: &random))
            case 1: if stream.produced > 0 { stream.change() }
            case 2:
                contraction += 1
                stream.contract(id: contraction)
            case 3: reader.withheld.open(at: stream.timeline.endPlace)
            case 4: reader.withheld.close(at: stream.timeline.endPlace)
            case 5: if seed % 2 == 0 { stream.append(Int.random(in: 500...1500, using: &random)) }
            case 6..<9: try reader.read()
            default:
                let first = stream.nextIndex
                stream.append(Int.random(in: 1...400, using: &random))
                if reader.withheld.isOpen { hidden.formUnion(first..<stream.nextIndex) }
            }
            if reader.withheld.isOpen {
                let (lines, contractions) = (reader.lines.count, reader.contractions)
                try reader.read()
                #expect(reader.lines.count == lines && reader.contractions == contractions)
            }
        }
        reader.withheld.close(at: stream.timeline.endPlace)
        stream.append(300)
        stream.change()
        try reader.read()
        #expect(reader.covered + reader.dropped + reader.withheldSamples == stream.produced)
        #expect(reader.missing == stream.missing)
        for line in reader.lines {
            let covered = line.index..<(line.index + (line.covers ?? UInt64(line.pressure.count)))
            #expect(hidden.isDisjoint(with: covered), "sent \(covered)")
        }
    }
}
