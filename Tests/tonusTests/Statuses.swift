// SPDX-License-Identifier: Apache-2.0
import Perineometry
import StreamAPI

/// Statuses as a test needs them.
enum Statuses {
    static func device(
        serial: String? = "P-1", state: String = "streaming", simulated: Bool = false, latency: Latency? = nil,
        missing: UInt64 = 0
    ) -> Status.Device {
        var description = DeviceDescription(state: state, simulated: simulated)
        description.serial = serial
        description.rate = 250
        return Status.Device(
            description: description,
            stream: Status.Stream(
                samples: 1000, newest: 999, packets: 1000, corrupt: 0, duplicate: 0, late: 0, unknownType: 0, stale: 0,
                overrun: 0, clipped: 0, gaps: missing > 0 ? 1 : 0, missing: missing, contractions: 0,
                eventsDropped: 0, clockUncertainty: nil, clock: nil), usb: nil, latency: latency)
    }

    static func status(
        _ devices: [Status.Device], simulated: Bool = false, pipeline: Bool = true, memoryLocked: Bool = true,
        uptime: Double = 75, cpu: Double = 3
    ) -> Status {
        Status(
            daemon: .init(name: "tonusd", version: "1.2.3"), protocol: .current, boot: "b", uptime: uptime,
            simulated: simulated, unit: "cmH2O", device: devices[0].description, stream: devices[0].stream,
            devices: devices, clients: .init(connected: 2, subscriptions: 1, dropped: 0, evicted: 0, refused: 0),
            realTime: .init(pipeline: pipeline, usb: nil, memoryLocked: memoryLocked), usb: nil,
            process: .init(cpu: cpu, memory: 31_000_000))
    }

    static func figures(_ p50: Double, _ p99: Double, _ max: Double) -> Latency.Figures {
        Latency.Figures(count: 1000, sum: p50 * 1000, p50: p50, p99: p99, p999: p99 * 1.5, max: max)
    }

    static let hops: [Latency.Hop: Latency.Figures] = [
        .device: figures(16.6e-6, 69.6e-6, 848e-6), .ring: figures(8.16e-6, 49.9e-6, 807e-6),
        .pipeline: figures(15.7e-6, 41.5e-6, 93.5e-6), .socket: figures(293e-6, 1.37e-3, 13.2e-3),
        .total: figures(371e-6, 1.49e-3, 13.5e-3),
    ]

    static let latency = Latency(
        hops: hops, recent: .init(seconds: 14.2, hops: hops), bucketBounds: [0.001])
}
