// SPDX-License-Identifier: Apache-2.0
import Foundation
import PacketTap
import PerineometerDriver
import Perineometry
import SessionStore

/// Records the probe's device, as it says in lines: "session ID", "ack PACKETS" when so many are on the disk, and "made
/// PACKETS" when so many were handed over.
struct Recording {
    let folder: String
    let keyFile: String
    /// For tests that fill a disk.
    var limits = RecordingLimits()

    init(folder: String, keyFile: String) {
        self.folder = folder
        self.keyFile = keyFile
        limits.beginBytes = 0
        limits.endBytes = 0
    }

    /// Records in real time, for ever or for some seconds; then finishes.
    func run(seconds: Double = .infinity, channels: Int = 1) throws {
        let store = try SessionStore(directory: folder, key: try MasterKey(file: keyFile), limits: limits)
        let writer = try store.begin(
            SessionFacts(participant: "P-1", note: "of the probe", isSimulated: true), software: "session-store-probe"
        ) { progress in
            Self.say("ack \(progress.packets)")
            if let failure = progress.failure { Self.say("failed \(failure)") }
        }
        Self.say("session \(writer.id)")
        guard var tap = writer.takeTap() else { return }
        var device = try ProbeDevice(channels: channels)
        tap.open(writer.describe(device.opening()))
        let start = HostClock.now().nanoseconds
        var made: UInt64 = 0
        var elapsed: UInt64 = 0
        while Double(elapsed) < seconds * 1e9, writer.progress.failure == nil {
            usleep(10_000)
            elapsed = HostClock.now().nanoseconds - start
            device.advance(toMicroseconds: elapsed / 1000) { bytes, length, index in
                tap.append(
                    RecordedPacket(bytes: bytes, length: UInt8(length), hostTime: HostClock.now()), index: index,
                    celsius: nil, zero: .never)
                made += 1
            }
            Self.say("made \(made)")
        }
        tap.close(dropped: 0)
        try writer.append(SessionEvent(at: HostClock.now(), .mark(SessionMark(index: nil, text: "the end"))))
        try writer.finish()
        Self.say("finished")
    }

    /// Records eight channels without waiting for the time to pass: a long session in a short while.
    func fill(seconds: Int) throws {
        let store = try SessionStore(directory: folder, key: try MasterKey(file: keyFile), limits: limits)
        let writer = try store.begin(
            SessionFacts(participant: "P-2", probe: "probe", depthMillimetres: 35, isSimulated: true),
            software: "session-store-probe")
        guard var tap = writer.takeTap() else { return }
        var device = try ProbeDevice(channels: 8)
        tap.open(writer.describe(device.opening()))
        for step in 1...max(1, seconds * 5 / 2) {
            device.advance(toMicroseconds: UInt64(step) * 400_000) { bytes, length, index in
                let packet = RecordedPacket(
                    bytes: bytes, length: UInt8(length), hostTime: HostTime(nanoseconds: index.value * 1_000_030))
                tap.append(packet, index: index, celsius: 31, zero: .never)
            }
            try writer.flush()
        }
        tap.close(dropped: 0)
        try writer.finish()
        Self.say("session \(writer.id)")
    }

    /// At once: who is killed has no time to empty a buffer.
    static func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
}
