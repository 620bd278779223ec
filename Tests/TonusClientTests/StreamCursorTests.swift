// SPDX-License-Identifier: Apache-2.0
import StreamAPI
import Testing

@testable import TonusClient

@Suite struct StreamCursorTests {
    private func samples(_ index: UInt64, _ count: Int, covers: UInt64? = nil) -> StreamEvent {
        let column = (0..<count).map { Double(index) + Double($0) }
        let interval = covers == nil ? 0.01 : 0.1
        return .samples(
            Samples(
                subscription: 1, index: index, deviceTime: Double(index) * 0.01, hostTime: 1000 + Double(index) * 0.01,
                interval: interval, covers: covers, pressure: column, filtered: column, rest: column.map(Optional.some),
                state: column.map { _ in "rest" }, simulated: true))
    }

    /// What came, as the indices and numbers that it covers.
    private func spans(_ events: [StreamEvent]) -> [String] {
        events.map { event in
            switch event {
            case .samples(let samples): "\(samples.index)..<\(samples.end): \(samples.pressure.count)"
            case .gap(let gap): "\(gap.reason) \(gap.first) \(gap.missing)"
            case .lag(let lag): "lag \(lag.first) \(lag.dropped)"
            default: "\(event)"
            }
        }
    }

    private func readTo20() -> StreamCursor {
        var cursor = StreamCursor()
        _ = cursor.admit(samples(10, 10))
        return cursor
    }

    @Test func itLooksBackOverWhatIsMissingAndALittleMore() {
        var fresh = StreamCursor()
        #expect(fresh.resume(now: 1000) == nil)
        var cursor = readTo20()
        #expect(cursor.readUntil == 1000.2)
        let lookback = cursor.resume(now: 1005.2)
        #expect(lookback.map { abs($0 - 6) < 1e-6 } == true)
        #expect(cursor.resume(now: 5000) == ProtocolLimits.lookbackSeconds)
    }

    @Test func whatWasSeenDoesNotComeTwice() {
        var cursor = readTo20()
        _ = cursor.resume(now: 1001)
        #expect(spans(cursor.admit(samples(5, 10))) == [])
        #expect(spans(cursor.admit(samples(15, 10))) == ["20..<25: 5"])
        #expect(spans(cursor.admit(samples(25, 10))) == ["25..<35: 10"])
    }

    @Test func whatIsGoneIsTold() {
        var cursor = readTo20()
        _ = cursor.resume(now: 1001)
        #expect(spans(cursor.admit(samples(30, 5))) == ["connectionLost 20 10", "30..<35: 5"])
    }

    @Test func withoutALossNothingIsHeldBack() {
        var cursor = readTo20()
        // Another device's samples may begin anywhere.
        #expect(spans(cursor.admit(samples(0, 5))) == ["0..<5: 5"])
    }

    @Test func atALowerRateWhatIsLeftIsStoodForByWhatIsLeft() {
        var cursor = readTo20()
        _ = cursor.resume(now: 1001)
        // Three samples that stand for 30 of the device's, of which 10 were seen.
        #expect(spans(cursor.admit(samples(10, 3, covers: 30))) == ["20..<40: 2"])
    }

    @Test func aKnownGapDoesNotComeTwiceAndAHalfKnownOneIsShortened() {
        var cursor = StreamCursor()
        let gap = GapMessage(subscription: 1, first: 10, missing: 10, reason: "packetsLost")
        #expect(spans(cursor.admit(.gap(gap))) == ["packetsLost 10 10"])
        _ = cursor.resume(now: 1001)
        #expect(spans(cursor.admit(.gap(gap))) == [])
        let longer = GapMessage(subscription: 1, first: 15, missing: 10, reason: "packetsLost")
        #expect(spans(cursor.admit(.gap(longer))) == ["packetsLost 20 5"])
    }

    @Test func aLagCountsOnlyWhatWasNotSeen() {
        var cursor = readTo20()
        _ = cursor.resume(now: 1001)
        let lag = LagMessage(subscription: 1, dropped: 20, first: 10, last: 29)
        #expect(spans(cursor.admit(.lag(lag))) == ["lag 20 10"])
        #expect(spans(cursor.admit(samples(30, 5))) == ["30..<35: 5"])
    }

    @Test func noMessageOfAPeerTrapsIt() {
        var cursor = StreamCursor()
        _ = cursor.admit(.gap(GapMessage(subscription: 1, first: .max, missing: .max, reason: "")))
        _ = cursor.admit(.lag(LagMessage(subscription: 1, dropped: .max, first: 5, last: .max)))
        _ = cursor.admit(samples(3, 3))
        _ = cursor.resume(now: -.infinity)
        _ = cursor.admit(.lag(LagMessage(subscription: 1, dropped: 1, first: .max, last: 5, events: 1)))
        _ = cursor.admit(.gap(GapMessage(subscription: 1, first: .max, missing: 1, reason: "")))
        #expect(cursor.admit(samples(0, 0)).count <= 2)
    }
}

@Suite struct BackOffTests {
    @Test func theWaitsDoubleUpToTheLongestAndAreShortenedByHalfAtMost() {
        let backOff = BackOff(firstSeconds: 1, longestSeconds: 5)
        #expect((0..<5).map { backOff.delay(attempt: $0) { 1 } } == [1, 2, 4, 5, 5])
        #expect(backOff.delay(attempt: 1_000_000) { 0 } == 2.5)
    }
}
