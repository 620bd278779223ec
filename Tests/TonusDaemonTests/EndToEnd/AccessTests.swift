// SPDX-License-Identifier: Apache-2.0
import Foundation
import StreamAPI
import Testing
import TonusClient

@testable import TonusDaemon

/// Roles, by whom the kernel says is at the other end.
@Suite struct AccessTests {
    private static let status = #"{"jsonrpc":"2.0","id":1,"method":"status"}"#
    private static let zero = #"{"jsonrpc":"2.0","id":2,"method":"device.zero","params":{"state":"air"}}"#
    private static let pause = #"{"jsonrpc":"2.0","id":3,"method":"consent.pause"}"#

    private func role(_ hello: [String: Any]) -> String? { (hello["params"] as? [String: Any])?["role"] as? String }

    @Test func theDaemonsOwnUserIsAController() async throws {
        try await ServedSocket.with(rules: AccessRules(others: .nobody)) { served in
            let tonus = try TonusConnection(path: served.path)
            #expect(tonus.hello.role == "controller")
            let report: ConsentReport = try tonus.call(ConsentMethod.watchers, NoParams())
            let own = try #require(report.watchers.first { $0.connection == report.connection })
            #expect(own.uid == geteuid() && own.pid == getpid() && own.role == "controller")
            #expect(own.program != nil)
        }
    }

    @Test(.disabled(if: OtherUser.obstacle != nil, OtherUser.obstacle))
    func anObserverSeesAndIsToldWhyNothingElse() async throws {
        try await ServedSocket.with(rules: AccessRules(observers: [.group(4242)], others: .nobody)) { served in
            let other = try OtherUser.connect(
                to: served.path, user: 4001, groups: [4242], sending: [Self.status, Self.zero, Self.pause])
            #expect(role(try other.message { $0["method"] as? String == "hello" }) == "observer")
            #expect(try other.message { $0["id"] as? Int == 1 }["result"] != nil)
            for id in [2, 3] {
                let error = try #require(
                    try other.message { $0["id"] as? Int == id }["error"] as? [String: Any])
                #expect(error["code"] as? Int == -32006)
                #expect((error["message"] as? String)?.contains("observer") == true)
            }
            other.send(SIGTERM)
        }
    }

    @Test(.disabled(if: OtherUser.obstacle != nil, OtherUser.obstacle))
    func whoMayNotConnectIsToldWhy() async throws {
        try await ServedSocket.with(rules: AccessRules(observers: [.group(4242)], others: .nobody)) { served in
            let other = try OtherUser.connect(to: served.path, user: 4001, groups: [4243])
            let error = try #require(try other.message { _ in true }["error"] as? [String: Any])
            #expect(error["code"] as? Int == -32006)
            #expect(try other.exitCode() == 0, "the connection is closed")
            let tonus = try TonusConnection(path: served.path)
            #expect(try tonus.status().clients.refused == 1)
        }
    }

    @Test(.disabled(if: OtherUser.obstacle != nil, OtherUser.obstacle))
    func otherRulesHoldForThoseWhoAreConnected() async throws {
        try await ServedSocket.with { served in
            let other = try OtherUser.connect(to: served.path, user: 4001)
            #expect(role(try other.message { $0["method"] as? String == "hello" }) == "controller")
            served.access.replace(with: AccessRules(observers: [.user(4001)]))
            #expect(role(try other.message { $0["method"] as? String == "role" }) == "observer")
            served.access.replace(with: AccessRules(others: .nobody))
            let bye = try other.message { $0["method"] as? String == "bye" }
            #expect((bye["params"] as? [String: Any])?["reason"] as? String == "notAllowed")
            #expect(try other.exitCode() == 0, "the connection is closed")
            let tonus = try TonusConnection(path: served.path)
            #expect(try tonus.status().clients.closed?.notAllowed == 1)
        }
    }

    @Test(.disabled(if: OtherUser.obstacle != nil, OtherUser.obstacle))
    func anotherUserWhoIsPausedAndConnectsAnewIsPausedStill() async throws {
        try await ServedSocket.with { served in
            let tonus = try TonusConnection(path: served.path)
            let first = try OtherUser.connect(to: served.path, user: 4001)
            _ = try first.message { $0["method"] as? String == "hello" }
            let report: ConsentReport = try tonus.call(ConsentMethod.watchers, NoParams())
            let watcher = try #require(report.watchers.first { $0.uid == 4001 })
            #expect(watcher.program?.hasPrefix("python3") == true)
            let ended: ConsentReport = try tonus.call(
                ConsentMethod.end, ConsentEndParams(connection: watcher.connection))
            #expect(!ended.watchers.contains { $0.uid == 4001 })
            #expect(
                (try first.message { $0["method"] as? String == "bye" }["params"] as? [String: Any])?["reason"]
                    as? String == "ended")
            let subscribe = #"{"jsonrpc":"2.0","id":1,"method":"subscribe","params":{"streams":["samples"]}}"#
            let second = try OtherUser.connect(to: served.path, user: 4001, sending: [subscribe])
            let told = try second.message { $0["method"] as? String == "withheld" }
            #expect((told["params"] as? [String: Any])?["withheld"] as? Bool == true)
            _ = try second.message { $0["method"] as? String == "lag" }
            #expect(!second.standardOutput.contains("\"pressure\""))
            second.send(SIGTERM)
        }
    }
}
