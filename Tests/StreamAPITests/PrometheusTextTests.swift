// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Perineometry
import StreamAPI
import Testing

@Suite struct PrometheusTextTests {
    private static let figures = Latency.Figures(
        count: 6, sum: 0.5, p50: 0.001, p99: 0.4, p999: 0.4, max: 0.4, buckets: [1, 3, 2])

    private func status(serial: String? = "A-1", latency: Latency? = nil, usb: Status.USB? = nil) -> Status {
        var description = DeviceDescription(state: "streaming", simulated: true)
        description.serial = serial
        description.rate = 250
        let stream = Status.Stream(
            samples: 1000, newest: 1002, packets: 1001, corrupt: 1, duplicate: 2, late: 3, unknownType: 4, stale: 5,
            overrun: 6, clipped: 7, gaps: 8, missing: 9, contractions: 10, eventsDropped: 11, clockUncertainty: 0.001,
            clock: .init(
                deviceTime: 1, offset: 2, uncertainty: 0.001, driftPpm: 12.5, driftUncertaintyPpm: 1, restarts: 1))
        let instant = InstantMessage(index: 7, deviceTime: 1.5, hostTime: 2.5)
        return Status(
            daemon: .init(name: "tonusd", version: "1.2.3"), protocol: ProtocolVersion(major: 1, minor: 0),
            boot: "b", uptime: 12.5, simulated: true, unit: "cmH2O", device: description, stream: stream,
            devices: [
                Status.Device(
                    description: description, stream: stream, usb: usb,
                    rest: RestReport(
                        at: instant, level: 4321.5, pressure: .value(4321.5), settled: true, slope: 0.25, steadiness: 1,
                        breathing: nil, simulated: true), latency: latency)
            ],
            clients: .init(connected: 2, subscriptions: 3, dropped: 4, evicted: 5, refused: 6),
            realTime: .init(pipeline: true, usb: nil, memoryLocked: false), usb: usb,
            process: .init(cpu: 1.25, memory: 4096))
    }

    private func lines(_ status: Status) -> [String] {
        PrometheusText.render(status).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    @Test func aFamilyHasItsHelpItsTypeAndItsMetrics() {
        let text = lines(status())
        let at = text.firstIndex(of: "# TYPE tonus_samples_total counter")
        #expect(at.map { text[$0 - 1] } == "# HELP tonus_samples_total Samples produced.")
        #expect(at.map { text[$0 + 1] } == #"tonus_samples_total{lane="0",serial="A-1",simulated="true"} 1000"#)
        #expect(text.contains(#"tonus_build_info{version="1.2.3",protocol="1.0"} 1"#))
        #expect(text.contains("tonus_process_cpu_seconds_total 1.25"))
        #expect(text.contains(#"tonus_clock_drift_ratio{lane="0",serial="A-1",simulated="true"} 1.25e-05"#))
        #expect(text.last == "")
    }

    @Test func aHistogramCountsAllBelowEachBound() {
        let latency = Latency(
            hops: [.ring: Self.figures], recent: .init(seconds: 10, hops: [:]), bucketBounds: [0.0001, 0.25])
        let labels = #"lane="0",serial="A-1",simulated="true",hop="ring""#
        #expect(
            lines(status(latency: latency)).filter { $0.hasPrefix("tonus_latency_seconds") } == [
                #"tonus_latency_seconds_bucket{\#(labels),le="0.0001"} 1"#,
                #"tonus_latency_seconds_bucket{\#(labels),le="0.25"} 4"#,
                #"tonus_latency_seconds_bucket{\#(labels),le="+Inf"} 6"#,
                "tonus_latency_seconds_sum{\(labels)} 0.5", "tonus_latency_seconds_count{\(labels)} 6",
            ])
    }

    @Test func whatIsNotKnownIsNotStated() {
        var status = status()
        status.process = nil
        status.devices[0].stream.clock = nil
        let text = PrometheusText.render(status)
        for name in ["tonus_process", "tonus_usb", "tonus_clock", "tonus_latency"] {
            #expect(!text.contains(name), "\(name)")
        }
    }

    @Test func aSerialNumberCannotBreakOutOfItsLabel() {
        let text = lines(status(serial: "a\"b\\c\n# TYPE x gauge"))
        #expect(
            text.contains(
                #"tonus_samples_total{lane="0",serial="a\"b\\c\n# TYPE x gauge",simulated="true"} 1000"#))
        #expect(!text.contains("# TYPE x gauge"))
    }

    @Test func noPressureIsAMetric() {
        let text = PrometheusText.render(status())
        #expect(!text.contains("4321"))
        #expect(!text.lowercased().contains("pressure"))
        #expect(!text.contains("contraction"))
    }

    @Test func latencyComesBackAsItWasWritten() throws {
        let latency = Latency(
            hops: [.device: Self.figures, .total: Self.figures],
            recent: .init(seconds: 12, hops: [.device: Self.figures]), bucketBounds: [0.0001, 0.25])
        let data = try JSONEncoder().encode(status(latency: latency))
        let back = try JSONDecoder().decode(Status.self, from: data)
        #expect(back.devices[0].latency == latency)
        #expect(String(decoding: data, as: UTF8.self).contains(#""p99_9":0.4"#))
    }
}
