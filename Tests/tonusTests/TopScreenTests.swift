// SPDX-License-Identifier: Apache-2.0
import StreamAPI
import Testing
import TonusClient

@testable import tonus

@Suite struct TopScreenTests {
    /// 2025-12-01 00:00:00 UTC on the host's clock is 1000 s on the monotonic one.
    private static let hostTime = 1_764_547_200.0
    private static let monotonic = 1000.0

    private static func hello(boot: String = "b", simulated: Bool = true) -> Hello {
        Hello(
            protocol: .current, daemon: .init(name: "tonusd", version: "1.2.3"), unit: "cmH2O", role: "controller",
            boot: boot, clock: .init(hostTime: hostTime, monotonic: monotonic), simulated: simulated)
    }

    /// A second of samples at 50 Hz that ends at an instant, as pressures of a function of time.
    private static func samples(
        until end: Double, count: Int = 50, state: (Double) -> String = { _ in "rest" }, _ pressure: (Double) -> Double
    ) -> StreamEvent {
        let times = (0..<count).map { end - Double(count - 1 - $0) * 0.02 }
        return .samples(
            Samples(
                subscription: 1, index: 0, deviceTime: 0, hostTime: hostTime + times[0], interval: 0.02,
                pressure: times.map(pressure), filtered: times.map(pressure),
                rest: times.map { _ in 16 }, state: times.map(state), simulated: true))
    }

    /// Ten seconds of rest, a squeeze of four, and rest again until 20 s; then the picture of one that watches.
    private static func watching(simulated: Bool = true) -> TopState {
        var state = TopState(utcOffset: 3600)
        state.begin(hello(simulated: simulated))
        var description = DeviceDescription(state: "streaming", simulated: simulated)
        description.serial = "SIM-1"
        description.rate = 50
        state.take(.device(DeviceMessage(subscription: 1, device: description)), now: monotonic)
        for second in 1...20 {
            state.take(
                samples(
                    until: Double(second), state: { $0 > 10 && $0 < 14 ? "contraction" : "rest" },
                    { time in
                        // No mathematics: a ramp up within half a second, and down within one.
                        16 + 40 * max(0, min(1, 2 * (time - 10), 15 - time))
                    }), now: monotonic + Double(second))
        }
        state.take(Statuses.status([Statuses.device(serial: "SIM-1", simulated: simulated, latency: Statuses.latency)]))
        state.take(
            Statuses.status(
                [
                    Statuses.device(serial: "SIM-1", simulated: simulated, latency: Statuses.latency),
                    Statuses.device(serial: "SIM-2", simulated: simulated),
                ], uptime: 76, cpu: 3.1))
        state.take(
            .gap(GapMessage(subscription: 1, first: 1, missing: 7, reason: "packetsLost")), now: monotonic + 20)
        return state
    }

    private static func screen(_ state: TopState, _ columns: Int = 80, _ rows: Int = 24, at now: Double) -> [String] {
        TopScreen(state: state, columns: columns, rows: rows, now: monotonic + now).lines().map(\.text)
    }

    @Test func aWindowOf80By24ShowsAll() throws {
        try Golden.expect(Self.screen(Self.watching(), at: 20.1), in: "top-80x24.txt")
    }

    @Test func aLargerWindowShowsMoreOfTheSame() throws {
        try Golden.expect(Self.screen(Self.watching(), 132, 43, at: 20.1), in: "top-132x43.txt")
    }

    @Test func theHelpFits() throws {
        var state = Self.watching()
        state.showsHelp = true
        try Golden.expect(Self.screen(state, at: 20.1), in: "top-help.txt")
    }

    @Test(arguments: [(80, 24), (81, 25), (132, 43), (200, 60), (79, 24), (80, 23), (20, 5), (1, 1), (0, 0)])
    func noScreenIsLargerThanItsWindow(columns: Int, rows: Int) {
        var states = [Self.watching(), TopState(utcOffset: 0)]
        states.append(Self.watching())
        states[2].showsHelp = true
        for state in states {
            let lines = Self.screen(state, columns, rows, at: 20.1)
            #expect(lines.count <= rows)
            for line in lines { #expect(line.count <= columns) }
            if columns >= 80, rows >= 24 { #expect(lines.count == rows) }
        }
    }

    @Test func aWindowTooSmallSaysSoAndKeepsThePressure() {
        let lines = Self.screen(Self.watching(), 70, 20, at: 20.1)
        #expect(lines[1].contains("16.0 cmH2O"))
        #expect(lines.contains { $0.contains("70 by 20") })
        #expect(lines.contains { $0.contains("80 by 24") })
    }

    @Test func aValueIsBlankedWithinHalfASecond() {
        #expect(Self.screen(Self.watching(), at: 20.4)[1].contains("16.0 cmH2O"))
        let stale = Self.screen(Self.watching(), at: 20.6)[1]
        #expect(stale.contains("--.- cmH2O"))
        #expect(stale.contains("no signal (nothing comes)"))
        #expect(!stale.contains("16.0"))
    }

    @Test func aDaemonThatWentIsSaidAndNothingOfItStandsAsLive() {
        var state = Self.watching()
        state.end(now: Self.monotonic + 20)
        let lines = Self.screen(state, at: 32)
        #expect(lines[0].contains("no tonusd for 12 s"))
        #expect(lines[1].contains("--.- cmH2O"))
        #expect(!lines.joined().contains("CPU"))
        state.begin(Self.hello())
        #expect(Self.screen(state, at: 33).contains { $0.contains("tonusd is back") })
    }

    @Test func theTraceOfAnotherStartOfTheDaemonIsNotMixedWithTheOneBefore() {
        var state = Self.watching()
        state.end(now: Self.monotonic + 20)
        state.begin(Self.hello(boot: "another"))
        #expect(state.trace.piece(from: Self.hostTime, to: Self.hostTime + 30) == nil)
        #expect(state.latest == nil)
    }

    @Test func aProbeThatWentHasNoValue() {
        var state = Self.watching()
        var description = DeviceDescription(state: "gone", simulated: true)
        description.reason = "It was unplugged."
        state.take(.device(DeviceMessage(subscription: 1, device: description)), now: Self.monotonic + 20)
        let lines = Self.screen(state, at: 20.1)
        #expect(lines[1].contains("no signal (probe gone)"))
        #expect(lines.contains { $0.contains("01:00:20  probe gone: It was unplugged.") })
    }

    @Test func whatIsSimulatedIsLabelledEverywhere() {
        for (columns, rows) in [(80, 24), (60, 20)] {
            #expect(Self.screen(Self.watching(), columns, rows, at: 20.1)[0].contains("SIMULATED"))
            #expect(!Self.screen(Self.watching(simulated: false), columns, rows, at: 20.1)[0].contains("SIMULATED"))
        }
    }

    @Test func aFrozenPictureStaysAndSaysSoWhileTheNumberGoesOn() {
        var state = Self.watching()
        state.toggleFreeze(now: Self.monotonic + 20)
        let before = Self.screen(state, at: 20.1)
        state.take(Self.samples(until: 24) { _ in 55 }, now: Self.monotonic + 24)
        let after = Self.screen(state, at: 24.1)
        #expect(after[1].contains("55.0 cmH2O"))
        #expect(after[2...10] == before[2...10])
        #expect(after.contains { $0.contains("FROZEN 4 s ago") })
        state.toggleFreeze(now: Self.monotonic + 24)
        #expect(!Self.screen(state, at: 24.1).contains { $0.contains("FROZEN") })
    }

    @Test func aHoleInTheSamplesIsAHoleInThePicture() {
        var state = TopState(utcOffset: 0)
        state.begin(Self.hello())
        state.take(Self.samples(until: 0.98, count: 49) { _ in 30 }, now: Self.monotonic)
        state.take(Self.samples(until: 10.98, count: 49) { _ in 30 }, now: Self.monotonic)
        let (_, marks) = TracePicture(range: 0...60, rows: 4, columns: 30).lines(state.trace, until: Self.hostTime + 30)
        #expect(marks == "─" + String(repeating: " ", count: 9) + "─" + String(repeating: " ", count: 19))
    }

    @Test func aPeakIsSeenHoweverShort() throws {
        var state = TopState(utcOffset: 0)
        state.begin(Self.hello())
        state.take(Self.samples(until: 1) { time in abs(time - 0.5) < 0.005 ? 58 : 2 }, now: Self.monotonic)
        let (rows, _) = TracePicture(range: 0...60, rows: 4, columns: 30).lines(state.trace, until: Self.hostTime + 30)
        #expect(rows[0].contains { $0 != " " })
    }

    @Test func theScaleWidensToWhatComesAndStays() {
        var state = TopState(utcOffset: 0)
        state.begin(Self.hello())
        state.take(Self.samples(until: 1) { _ in 61 }, now: 0)
        #expect(state.range == 0...90)
        state.take(Self.samples(until: 2) { _ in -4 }, now: 0)
        #expect(state.range == -30...90)
        state.take(Self.samples(until: 3) { $0 > 2.5 ? .infinity : 1e300 }, now: 0)
        #expect(state.range == -30...90)
        #expect(Self.screen(state, at: 3).count == 24)
    }

    @Test func whatADeviceSaysCannotMoveTheCursor() {
        #expect(TopLine("a\u{1B}[2Jb\nc\u{9B}d").text == "a?[2Jb?c?d")
    }

    @Test func withoutColoursNothingIsColoured() {
        let line = TopLine("a", .calm).appending("b", .working).appending("c", .dim)
        #expect(line.ansi(colours: false) == "abc")
        #expect(line.ansi(colours: true).contains("\u{1B}[36m"))
    }
}
