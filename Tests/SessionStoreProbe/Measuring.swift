// SPDX-License-Identifier: Apache-2.0
import Foundation
import PacketTap
import PerineometerDriver
import Perineometry
import SessionStore

/// How long commits take, and what an hour takes on the disk.
struct Measuring {
    let folder: String
    let keyFile: String

    func run(channels: Int, seconds: Int) throws {
        var limits = RecordingLimits()
        limits.beginBytes = 0
        limits.endBytes = 0
        limits.commitIntervalSeconds = 3600
        let store = try SessionStore(directory: folder, key: try MasterKey(file: keyFile), limits: limits)
        let writer = try store.begin(SessionFacts(isSimulated: true), software: "session-store-probe")
        guard var tap = writer.takeTap() else { return }
        var device = try ProbeDevice(channels: channels)
        tap.open(writer.describe(device.opening()))
        var raw = 0
        var latencies: [Double] = []
        for step in 1...(seconds * 5 / 2) {
            device.advance(toMicroseconds: UInt64(step) * 400_000) { bytes, length, index in
                raw += length + 8
                let jitter = UInt64.random(in: 0...60_000)
                tap.append(
                    RecordedPacket(
                        bytes: bytes, length: UInt8(length),
                        hostTime: HostTime(nanoseconds: index.value * 1_000_030 + jitter)),
                    index: index, celsius: 31, zero: .never)
            }
            let start = HostClock.now().seconds
            try writer.flush()
            latencies.append((HostClock.now().seconds - start) * 1000)
        }
        try writer.finish()
        let size = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(writer.id).tonus-session")[.size]
        let stored = (size as? Int) ?? 0
        let hour = 3600 / Double(seconds) / 1e6
        latencies.sort()
        func share(_ part: Double) -> String {
            String(format: "%.1f", latencies[min(latencies.count - 1, Int(Double(latencies.count) * part))])
        }
        print(
            String(
                format: "%d channels at 1 kHz: %.1f MB an hour as received, %.1f MB an hour stored (%.2f);"
                    + " %llu blocks", channels, Double(raw) * hour, Double(stored) * hour,
                Double(stored) / Double(raw), writer.progress.blocks))
        print(
            "packing, sealing and committing 0.4 s: p50 \(share(0.5)) ms, p99 \(share(0.99)) ms, max \(share(1)) ms"
                + " (\(latencies.count) commits)")
        _ = try store.erase(.session(writer.id))
    }
}
