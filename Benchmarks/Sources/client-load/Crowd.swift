// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Glibc

/// All clients but the one that measures, in one process that costs as little as it can.
struct Crowd {
    let socket: String
    let reading: Int
    let stuck: Int
    let garbage: Int
    let dribbling: Int

    /// How often each client reads all that has come (assumption: as a display or a game would). One that slept in `poll`
    /// until each line came would cost this machine, not the daemon, a wake-up more a line.
    private static let period: UInt32 = 10_000

    func run() {
        func connect(_ count: Int, _ text: String) -> [Line] {
            (0..<count).compactMap { _ in
                guard let line = try? Line(path: socket) else { return nil }
                line.send(text)
                return line
            }
        }
        let readers = connect(reading, Observer.subscribe)
        let stuckOnes = connect(stuck, Observer.subscribe)
        let senders = connect(garbage, "")
        let dribblers = connect(dribbling, Observer.subscribe)
        let noise = String(repeating: "\u{1}{[\"x,", count: 600) + "\n"
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 16)
        var input = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        var turn = 0
        while poll(&input, 1, 0) == 0 {
            for reader in readers { _ = reader.read(into: buffer) }
            for sender in senders {
                sender.send(noise)
                _ = sender.read(into: buffer)
            }
            // One byte a second.
            if turn % 100 == 0 {
                for dribbler in dribblers {
                    _ = dribbler.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<1]))
                }
            }
            turn += 1
            usleep(Self.period)
        }
        withExtendedLifetime(stuckOnes) {}
    }
}
