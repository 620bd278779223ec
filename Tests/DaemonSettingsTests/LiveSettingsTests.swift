// SPDX-License-Identifier: Apache-2.0
import Synchronization
import Testing

@testable import DaemonSettings

@Suite struct LiveSettingsTests {
    /// Settings whose source the test writes.
    private final class Source: Sendable {
        let text: Mutex<String>

        init(_ text: String) { self.text = Mutex(text) }

        func read() throws(SettingFaults) -> Settings {
            let text = text.withLock { $0 }
            return try EffectiveSettings(resolving: SettingSources(file: ("f.yaml", Array(text.utf8)))).settings
        }
    }

    private let source = Source("socket: /a\nclients:\n  limit: 4\n")

    private func live() throws -> LiveSettings {
        let source = source
        return LiveSettings(try source.read()) { () throws(SettingFaults) in try source.read() }
    }

    @Test func whatMayChangeChangesAndTheRestWaits() throws {
        let live = try live()
        source.text.withLock { $0 = "socket: /b\nclients:\n  limit: 5\n" }
        #expect(live.reload() == .applied(changed: ["clients.limit"], waiting: ["socket"]))
        #expect(live.current.clients.limit == 5)
        #expect(live.current.socket == "/a")
        // It still waits.
        #expect(live.reload() == .applied(changed: [], waiting: ["socket"]))
        source.text.withLock { $0 = "socket: /a\n" }
        #expect(live.reload() == .applied(changed: ["clients.limit"], waiting: []))
        #expect(live.current.clients.limit == 512)
    }

    @Test func aFaultAnywhereLeavesEverythingAsItWas() throws {
        let live = try live()
        let before = live.current
        source.text.withLock { $0 = "clients:\n  limit: 5\n  eviction-seconds: soon\n" }
        guard case .refused(let faults) = live.reload() else { return #expect(Bool(false), "it was taken over") }
        #expect(faults.faults.map(\.origin) == [.file("f.yaml", line: 3, column: 21)])
        #expect(live.current == before)
    }
}
