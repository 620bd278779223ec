// SPDX-License-Identifier: Apache-2.0
import Foundation
import StreamAPI
import Testing
import TonusClient

/// SIGHUP at a running service: all that is new counts, or nothing.
@Suite struct ReloadTests {
    private let folder: TemporaryFolder
    private let listener: NoticeListener
    private let daemon: RunningProgram
    private var file: String { folder.path + "/tonusd.yaml" }

    init() throws {
        folder = try TemporaryFolder()
        listener = try NoticeListener()
        try "clients:\n  limit: 1\n".write(toFile: folder.path + "/tonusd.yaml", atomically: true, encoding: .utf8)
        // nohup: without it the signal ends a daemon in a terminal, where the tests may be running.
        daemon = try RunningProgram(
            at: URL(fileURLWithPath: "/usr/bin/nohup"),
            [
                RunningProgram.folder().appendingPathComponent("tonusd").path, "--simulate", "--socket", folder.socket,
                "--config", folder.path + "/tonusd.yaml",
            ], environment: ["NOTIFY_SOCKET": listener.address])
        _ = try listener.upTo("READY=1")
    }

    private func reload(_ text: String) throws -> [String] {
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        daemon.send(SIGHUP)
        let first = try listener.upTo("RELOADING=1")
        return try first + listener.upTo("READY=1")
    }

    private func end() throws {
        daemon.send(SIGTERM)
        #expect(try daemon.exitCode() == 0)
    }

    /// The probe's first samples, or the reason why the client was refused.
    private func isRefused() -> Bool {
        guard let client = try? TonusConnection(path: folder.socket) else { return true }
        return (try? client.status()) == nil
    }

    @Test func whatIsNewCountsAtOnceAndTheServiceManagerKnows() throws {
        let first = try TonusConnection(path: folder.socket)
        #expect(isRefused())
        let before = monotonicMicroseconds()
        let notices = try reload("clients:\n  limit: 2\nlog:\n  format: json\nsocket: /tmp/elsewhere.sock\n")
        let time = notices.compactMap { $0.hasPrefix("MONOTONIC_USEC=") ? UInt64($0.dropFirst(15)) : nil }
        #expect(time.count == 1 && time[0] >= before && time[0] <= monotonicMicroseconds())
        #expect(!isRefused())
        _ = try first.status()
        try wait(for: "a line in the new format") {
            daemon.standardError.contains(#""level":"notice","message":"The configuration was read anew.","#)
        }
        #expect(daemon.standardError.contains(#"{"changed":"log.format, clients.limit"}"#))
        // --socket on the command line overrides the file: nothing waits.
        #expect(!daemon.standardError.contains("next start"))
        try end()
    }

    @Test func aFaultLeavesEverythingAsItWas() throws {
        let first = try TonusConnection(path: folder.socket)
        _ = try reload("clients:\n  limit: 2\n  eviction-seconds: soon\nlog:\n  format: json\n")
        try wait(for: "the fault: \(daemon.standardError)") {
            daemon.standardError.contains("\(file):3:21: 'soon' is not a value of clients.eviction-seconds.")
                && daemon.standardError.contains("all settings are as before")
        }
        #expect(isRefused())
        #expect(!daemon.standardError.contains("{"))
        _ = try first.status()
        // A file that has gone is a fault as well; it was given by name.
        try FileManager.default.removeItem(atPath: file)
        daemon.send(SIGHUP)
        try wait(for: "the fault: \(daemon.standardError)") {
            daemon.standardError.contains("\(file): The configuration cannot be read: No such file or directory.")
        }
        #expect(isRefused())
        try end()
    }

    @Test func whatCannotChangeIsNamedAndWaits() throws {
        _ = try reload("clients:\n  waiting-kib: 256\n")
        try wait(for: "what waits: \(daemon.standardError)") {
            daemon.standardError.contains("A change takes effect at the next start. (settings=clients.waiting-kib)")
        }
        try end()
    }
}

/// CLOCK_MONOTONIC in microseconds.
private func monotonicMicroseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000 + UInt64(time.tv_nsec) / 1000
}
