// SPDX-License-Identifier: Apache-2.0
import Foundation
import StreamAPI
import Testing
import TonusClient

@Suite struct MetricsTests {
    private let daemon: SimulatedDaemon

    init() throws { daemon = try SimulatedDaemon() }

    @Test func everyHopOfTheWayIsMeasured() throws {
        let tonus = try daemon.connect()
        try tonus.subscribe(SubscribeParams(streams: [.samples]))
        var hops: [Latency.Hop: Latency.Figures] = [:]
        try wait(for: "packets that were written") {
            _ = try tonus.next(within: 0.1)
            hops = try tonus.status().devices[0].latency?.hops ?? [:]
            return (hops[.total]?.count ?? 0) > 100
        }
        #expect(Set(hops.keys) == Set(Latency.Hop.allCases))
        let total = try #require(hops[.total])
        // The hops to the socket were passed by the same packets.
        #expect(hops[.socket]?.count == total.count)
        #expect(try #require(hops[.socket]).sum < total.sum)
        #expect(try #require(hops[.ring]).count >= total.count)
        for (hop, figures) in hops {
            let rising = [figures.p50, figures.p99, figures.p999, figures.max]
            #expect(rising == rising.sorted(), "\(hop)")
        }
    }

    @Test func aLookBackIsNotTheDaemonsLatency() throws {
        let tonus = try daemon.connect()
        usleep(500_000)
        let before = try tonus.status().stream.samples
        try tonus.subscribe(SubscribeParams(streams: [.samples], lookback: 120))
        var read: UInt64 = 0
        while read < before, let event = try tonus.next(within: patience) {
            if case .samples(let samples) = event { read += UInt64(samples.pressure.count) }
        }
        let status = try tonus.status()
        let written = status.latency?.hops[.socket]?.count ?? 0
        #expect(written <= status.stream.samples - before)
    }

    /// Python's Prometheus client reads the metrics; promtool too where it is installed.
    @Test func othersCanReadTheMetrics() throws {
        let text = try RunningProgram("tonus", ["status", "--prometheus", "--socket", daemon.socket])
        #expect(try text.exitCode() == 0)
        // What was printed last may still be on its way through the pipe.
        try wait(for: "the last metric") { text.standardOutput.contains("tonus_latency_seconds_count") }
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let check = Process()
        check.executableURL = root.appendingPathComponent("scripts/check-metrics")
        let input = Pipe()
        let errors = Pipe()
        check.standardInput = input
        check.standardError = errors
        check.standardOutput = FileHandle.nullDevice
        try check.run()
        input.fileHandleForWriting.write(Data(text.standardOutput.utf8))
        try input.fileHandleForWriting.close()
        let complaints = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        check.waitUntilExit()
        #expect(check.terminationStatus == 0, "\(complaints)")
    }
}
