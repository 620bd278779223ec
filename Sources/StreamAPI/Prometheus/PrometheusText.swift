// SPDX-License-Identifier: Apache-2.0

/// A status as metrics, in Prometheus' text exposition format 0.0.4.
///
/// Pure, so that whoever serves it, a command or a web server, says the same. It holds states, counts and times of the
/// machinery; no pressure, no contraction's figure and no name of a person is ever a metric. A perineometer is told by its
/// serial number, which is the device's.
///
/// Format: https://prometheus.io/docs/instrumenting/exposition_formats/; names and units:
/// https://prometheus.io/docs/practices/naming/.
public enum PrometheusText {
    /// The media type of the text, for a server.
    public static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    public static func render(_ status: Status) -> String {
        var text = ""
        for family in daemon(status) + devices(status) + usb(status) + latency(status) { family.write(to: &text) }
        return text
    }

    private static func daemon(_ status: Status) -> [MetricFamily] {
        let clients = status.clients
        var families: [MetricFamily] = [
            .gauge(
                "tonus_build_info", "Always 1; the labels tell the versions of tonusd and of its socket protocol.",
                [
                    Metric(
                        1, "version", status.daemon.version, "protocol",
                        "\(status.protocol.major).\(status.protocol.minor)")
                ]),
            .gauge("tonus_simulated", "1 where no body is involved.", status.simulated ? 1 : 0),
            .gauge("tonus_uptime_seconds", "Since the daemon started.", status.uptime),
            .gauge("tonus_clients", "Connected clients.", Double(clients.connected)),
            .gauge("tonus_subscriptions", "Subscriptions of all clients.", Double(clients.subscriptions)),
            .counter(
                "tonus_client_samples_dropped_total", "Samples that slow clients were told they missed.",
                clients.dropped),
            .counter("tonus_clients_evicted_total", "Clients closed because they stopped reading.", clients.evicted),
            .counter(
                "tonus_clients_refused_total", "Connections refused because there were too many.", clients.refused),
            .gauge(
                "tonus_realtime", "1 where the thread has real-time priority, or the memory is locked.",
                [
                    Metric(status.realTime.pipeline ? 1 : 0, "of", "pipeline"),
                    status.realTime.usb.map { Metric($0 ? 1 : 0, "of", "usb") },
                    Metric(status.realTime.memoryLocked ? 1 : 0, "of", "memory"),
                ].compactMap { $0 }),
        ]
        if let process = status.process {
            families.append(
                MetricFamily(
                    "tonus_process_cpu_seconds_total", .counter, "Processor time of tonusd since it started.",
                    [Metric(process.cpu)]))
            if let memory = process.memory {
                families.append(
                    .gauge("tonus_process_resident_memory_bytes", "Memory of tonusd that is resident.", Double(memory)))
            }
        }
        return families
    }

    private static func devices(_ status: Status) -> [MetricFamily] {
        func each(_ value: (Status.Device) -> Double?) -> [Metric] {
            labelled(status).compactMap { device, labels in value(device).map { Metric($0, labels) } }
        }
        func count(_ name: String, _ help: String, _ value: (Status.Stream) -> UInt64) -> MetricFamily {
            MetricFamily(name, .counter, help, each { Double(value($0.stream)) })
        }
        let states = labelled(status).map { device, labels in
            Metric(1, labels + [.init("state", device.description.state)])
        }
        return [
            .gauge("tonus_device_state", "Always 1; the label tells how the perineometer is.", states),
            .gauge("tonus_device_streaming", "1 while samples come.", each { $0.description.isStreaming ? 1 : 0 }),
            .gauge(
                "tonus_device_sample_rate_hertz", "Samples a second.", each { $0.description.rate.map(Double.init) }),
            .gauge(
                "tonus_clock_uncertainty_seconds", "Bound on the error of a sample's host time.",
                each { $0.stream.clock?.uncertainty }),
            .gauge(
                "tonus_clock_drift_ratio", "How fast the perineometer's clock is against the host's: 1e-6 is 1 ppm.",
                each { $0.stream.clock?.driftPpm.map { $0 / 1e6 } }),
            MetricFamily(
                "tonus_clock_restarts_total", .counter, "How often a clock jumped and was measured anew.",
                each { ($0.stream.clock?.restarts).map(Double.init) }),
            count("tonus_packets_total", "Packets that came off the wire.") { $0.packets },
            count("tonus_samples_total", "Samples produced.") { $0.samples },
            count("tonus_gaps_total", "Gaps in the samples.") { $0.gaps },
            count("tonus_samples_missing_total", "Samples missing in gaps.") { $0.missing },
            count("tonus_samples_clipped_total", "Samples flagged as clipped by the device.") { $0.clipped },
            count("tonus_packets_corrupt_total", "Packets refused as damaged.") { $0.corrupt },
            count("tonus_packets_duplicate_total", "Packets that came twice.") { $0.duplicate },
            count("tonus_packets_late_total", "Packets out of order, discarded.") { $0.late },
            count("tonus_packets_unknown_total", "Packets of an unknown type, skipped.") { $0.unknownType },
            count("tonus_packets_stale_total", "Packets left over from a stream before, discarded.") { $0.stale },
            count("tonus_packets_overrun_total", "Packets lost because the daemon was too slow.") { $0.overrun },
            count("tonus_events_dropped_total", "Events lost inside the daemon.") { $0.eventsDropped },
        ]
    }

    private static func usb(_ status: Status) -> [MetricFamily] {
        let open = labelled(status).compactMap { device, labels in device.usb.map { ($0, labels) } }
        let ends: [(String, KeyPath<Status.USB, UInt64>)] = [
            ("completed", \.completed), ("stalled", \.stalled), ("failed", \.failed), ("overflowed", \.overflowed),
            ("refused", \.refused),
        ]
        return [
            MetricFamily(
                "tonus_usb_transfers_total", .counter, "How the transfers of the open perineometer ended.",
                open.flatMap { usb, labels in
                    ends.map { end, path in Metric(Double(usb[keyPath: path]), labels + [.init("result", end)]) }
                }),
            MetricFamily(
                "tonus_usb_restarts_total", .counter, "Times that the transfers were taken back and started anew.",
                open.map { usb, labels in Metric(Double(usb.restarts), labels) }),
            MetricFamily(
                "tonus_usb_resets_total", .counter, "Times that the perineometer was reset on its bus.",
                open.map { usb, labels in Metric(Double(usb.resets), labels) }),
        ]
    }

    private static func latency(_ status: Status) -> [MetricFamily] {
        let histograms = labelled(status).flatMap { device, labels -> [Metric] in
            guard let latency = device.latency else { return [] }
            return Latency.Hop.allCases.flatMap { hop -> [Metric] in
                guard let figures = latency.hops[hop] else { return [] }
                return Metric.histogram(
                    figures, bounds: latency.bucketBounds, labels: labels + [.init("hop", hop.rawValue)])
            }
        }
        return [
            MetricFamily(
                "tonus_latency_seconds", .histogram,
                "Time of packets in each part of the way: device, ring, pipeline, socket; total is the whole.",
                histograms)
        ]
    }

    /// The perineometers that a number can be told of, each with the labels of its own.
    private static func labelled(_ status: Status) -> [(Status.Device, [Metric.Label])] {
        var lane = -1
        return status.devices.map { device in
            lane += 1
            return (
                device,
                [.init("lane", String(lane)), .init("serial", device.description.serial ?? "")]
                    + (device.description.simulated ? [.init("simulated", "true")] : [])
            )
        }
    }
}

extension DeviceDescription {
    fileprivate var isStreaming: Bool { state == "streaming" }
}
