// SPDX-License-Identifier: Apache-2.0
import Foundation
import PacketTap
import SessionStore

/// Has a child record, kills it at a random moment, and looks at what is left.
struct Killing {
    let rounds: Int
    let folder: String
    let keyFile: String

    struct Loss {
        /// Handed over, but not there.
        var missing: Int
        /// Acknowledged, but not there: must be none.
        var broken: Int
    }

    func run() throws -> Bool {
        var worst = 0
        var isGood = true
        for round in 1...rounds {
            let lines = try record(forMicroseconds: UInt32.random(in: 20_000...1_600_000))
            guard let loss = try examine(lines) else { continue }
            worst = max(worst, loss.missing)
            if loss.broken > 0 {
                isGood = false
                print("round \(round): \(loss.broken) acknowledged packets are missing")
            }
        }
        // Half a thousand packets a second.
        print("killed \(rounds) times; at most \(worst) packets (\(Double(worst) / 500) s) were missing")
        if worst > 500 {
            print("more than one second was missing once")
            isGood = false
        }
        return isGood
    }

    private func record(forMicroseconds time: UInt32) throws -> [Substring] {
        let child = Process()
        let pipe = Pipe()
        child.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        child.arguments = ["record", folder, keyFile]
        child.standardOutput = pipe
        try child.run()
        usleep(time)
        kill(child.processIdentifier, SIGKILL)
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        child.waitUntilExit()
        return String(decoding: data, as: UTF8.self).split(separator: "\n")
    }

    /// Nil where the child had said nothing yet.
    private func examine(_ lines: [Substring]) throws -> Loss? {
        func last(_ word: String) -> Int {
            lines.last { $0.hasPrefix(word) }.flatMap { Int($0.dropFirst(word.count + 1)) } ?? 0
        }
        let store = try SessionStore(directory: folder, key: try MasterKey(file: keyFile))
        defer { _ = try? store.erase(.allSessions) }
        for failure in store.recovered.compactMap(\.failure) where !"\(failure)".contains("never begun") {
            throw failure
        }
        guard let name = lines.first(where: { $0.hasPrefix("session ") })?.dropFirst(8),
            let id = SessionID(String(name))
        else { return nil }
        guard try store.list().first(where: { $0.id == id })?.state == .recovered else {
            return Loss(missing: 0, broken: max(1, last("ack")))
        }
        guard try store.verify(id).faults.isEmpty else { return Loss(missing: 0, broken: max(1, last("ack"))) }
        let found = try rightPackets(try store.read(id))
        return Loss(missing: max(0, last("made") - found), broken: max(0, last("ack") - found))
    }

    /// How many packets there are from the first on, each as the device made it.
    private func rightPackets(_ reader: SessionReader) throws -> Int {
        var device = try ProbeDevice()
        var expected: [RecordedPacket] = []
        var time: UInt64 = 0
        var count = 0
        while let entry = reader.next() {
            guard case .packet(let packet, let lost) = entry, lost == 0 else { continue }
            while expected.count <= count {
                time += 1_000_000
                device.advance(toMicroseconds: time) { bytes, length, _ in
                    expected.append(RecordedPacket(bytes: bytes, length: UInt8(length), hostTime: packet.hostTime))
                }
            }
            guard packet.bytes == expected[count].bytes, packet.length == expected[count].length else { break }
            count += 1
        }
        return count
    }
}
