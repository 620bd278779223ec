// SPDX-License-Identifier: Apache-2.0
import StreamAPI
import Testing

@testable import tonus

@Suite struct LatencyTextTests {
    @Test func aTableAndAPictureSayWhichHopCostsWhat() throws {
        try Golden.expect(
            LatencyText.lines(Statuses.device(simulated: true, latency: Statuses.latency), columns: 80),
            in: "latency.txt")
    }

    @Test(arguments: [
        (0, "0.00 µs"), (8.164e-6, "8.16 µs"), (9.996e-6, "10.0 µs"), (16.64e-6, "16.6 µs"), (99.96e-6, "100 µs"),
        (999.6e-6, "1.00 ms"), (0.0132, "13.2 ms"), (0.9996, "1.00 s"), (59.96, "60.0 s"), (-1, "?"), (.nan, "?"),
    ]) func aTimeHasThreeDigitsAndTheUnitThatSuitsIt(seconds: Double, text: String) {
        #expect(TimeText.text(seconds) == text)
    }

    @Test func whatWasNotMeasuredIsSaid() {
        #expect(LatencyText.lines(Statuses.device(), columns: 80)[1].contains("does not measure"))
        var latency = Statuses.latency
        latency.hops = [:]
        latency.recent.hops = [:]
        #expect(LatencyText.lines(Statuses.device(latency: latency), columns: 80)[1].contains("nothing"))
        latency.hops = [.ring: Statuses.figures(1e-6, 2e-6, 3e-6)]
        let lines = LatencyText.lines(Statuses.device(latency: latency), columns: 80)
        #expect(lines[0].hasSuffix("nothing came"))
        #expect(lines.last?.contains("no client") == true)
    }

    @Test func anyTimesGiveAPicture() {
        for (low, high) in [(0, 0), (1e-12, 1e9), (1, 1), (60, 60), (1e-6, 1e-6)] {
            let lines = LatencyText.picture([.ring: Statuses.figures(low, high, high)], 80)
            #expect(lines.count == 5)
            #expect(lines.contains { $0.contains("●") })
        }
    }
}
