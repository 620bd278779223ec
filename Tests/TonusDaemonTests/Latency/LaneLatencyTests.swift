// SPDX-License-Identifier: Apache-2.0
import Acquisition
import Perineometry
import StreamAPI
import Testing

@testable import TonusDaemon

@Suite struct LaneLatencyTests {
    private func time(_ milliseconds: Double) -> HostTime { HostTime(nanoseconds: UInt64(milliseconds * 1e6)) }

    /// A packet converted at an instant, which takes 1, 2 and 4 ms to be published.
    private func passage(end: Int, convertedAt milliseconds: Double) -> PacketPassage {
        PacketPassage(
            end: end, converted: time(milliseconds), arrived: time(milliseconds + 1),
            takenUp: time(milliseconds + 3), published: time(milliseconds + 7))
    }

    @Test func eachHopBeginsWhereTheOneBeforeEnds() throws {
        let latency = LaneLatency(now: time(1000))
        latency.note(passage(end: 1, convertedAt: 1000))
        latency.wrote(0..<1, at: time(1015))
        let report = latency.latency(now: time(1100))
        let longest = report.hops.mapValues(\.max)
        #expect(longest == [.device: 0.001, .ring: 0.002, .pipeline: 0.004, .socket: 0.008, .total: 0.015])
        #expect(report.recent.hops.mapValues(\.max) == longest)
        #expect(abs(report.recent.seconds - 0.1) < 1e-9)
    }

    @Test func aPacketCountsOnceForEveryClientAndOnlyWhenItsLastFrameIsWritten() {
        let latency = LaneLatency(now: time(1000))
        for number in 1...4 { latency.note(passage(end: number * 3, convertedAt: 1000 + Double(number))) }
        latency.wrote(0..<7, at: time(1050))
        #expect(latency.latency(now: time(2000)).hops[.socket]?.count == 2)
        latency.wrote(7..<12, at: time(1050))
        latency.wrote(0..<12, at: time(1060))
        #expect(latency.latency(now: time(3000)).hops[.socket]?.count == 8)
    }

    @Test func aConversionThatIsEstimatedAfterTheArrivalCountsAsAtTheArrival() {
        let latency = LaneLatency(now: time(1000))
        latency.note(
            PacketPassage(
                end: 1, converted: time(1005), arrived: time(1000), takenUp: time(1001), published: time(1003)))
        latency.wrote(0..<1, at: time(1007))
        let longest = latency.latency(now: time(1100)).hops.mapValues(\.max)
        #expect(longest == [.device: 0, .ring: 0.001, .pipeline: 0.002, .socket: 0.004, .total: 0.007])
    }

    @Test func theRecentPastIsTenToTwentySeconds() {
        let latency = LaneLatency(now: time(0))
        for second in 0..<60 { latency.note(passage(end: second + 1, convertedAt: Double(second) * 1000)) }
        let report = latency.latency(now: time(59_500))
        #expect(report.hops[.ring]?.count == 60)
        #expect(report.recent.hops[.ring]?.count == 20)
        #expect(report.recent.seconds == 19.5)
        #expect(latency.latency(now: time(75_000)).recent.hops[.ring] == nil)
        #expect(latency.latency(now: time(7_500_000)).recent.seconds == 10)
    }

    @Test func aClientFarBehindIsNotMeasuredAndNothingGrows() {
        let latency = LaneLatency(now: time(0))
        let count = RecentPassages.capacity + 100
        for number in 1...count { latency.note(passage(end: number, convertedAt: Double(number))) }
        latency.wrote(0..<100, at: time(9000))
        #expect(latency.latency(now: time(9000)).hops[.socket] == nil)
        latency.wrote(0..<count, at: time(9001))
        #expect(latency.latency(now: time(9500)).hops[.socket]?.count == UInt64(RecentPassages.capacity))
    }
}
