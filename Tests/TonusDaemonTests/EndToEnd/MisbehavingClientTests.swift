// SPDX-License-Identifier: Apache-2.0
import Foundation
import StreamAPI
import Testing
import TonusClient

@testable import TonusDaemon

/// Clients that misbehave cost the others nothing, and are got rid of.
@Suite struct MisbehavingClientTests {
    private static let fast = "comfortable-strong,rate=2000,channels=8"
    private static let subscribe =
        #"{"jsonrpc":"2.0","id":1,"method":"subscribe","params":{"streams":["samples"],"channels":[0,1,2,3,4,5,6,7]}}"#

    /// Small, so that a client is stuck soon.
    private static var strict: ClientLimits {
        var limits = ClientLimits()
        limits.waitingBytes = 32 * 1024
        limits.sendBufferBytes = 16 * 1024
        limits.evictionSeconds = 0.5
        limits.farewellSeconds = 0.2
        return limits
    }

    /// Reads for so many samples and holds that every one of them came.
    private func expectWhole(_ tonus: TonusConnection, samples: UInt64, meanwhile: () throws -> Void = {}) throws {
        try tonus.subscribe(SubscribeParams(streams: [.samples], channels: Array(0..<8)))
        var next: UInt64?
        var received: UInt64 = 0
        while received < samples {
            switch try tonus.next(within: patience) {
            case .samples(let samples):
                if let next { #expect(samples.index == next) }
                next = samples.index + UInt64(samples.pressure.count)
                received += UInt64(samples.pressure.count)
            case .gap(let gap): #expect(gap.missing == 0, "\(gap)")
            case .lag(let lag): Issue.record("\(lag)")
            case nil: throw TimedOut(what: "samples")
            default: break
            }
            try meanwhile()
        }
    }

    @Test func aStuckClientIsEvictedAndCountedAndOthersLoseNothing() async throws {
        try await ServedSocket.with(Self.fast, limits: Self.strict) { served in
            let stuck = try (0..<3).map { _ in try RawClient(path: served.path) }
            for client in stuck { client.send(Self.subscribe + "\n") }
            let tonus = try TonusConnection(path: served.path)
            let watch = try TonusConnection(path: served.path)
            try expectWhole(watch, samples: 2000)
            try wait(for: "the eviction of three") { try tonus.status().clients.evicted == 3 }
            try wait(for: "their end") { try tonus.status().clients.connected == 2 }
            #expect(try tonus.status().clients.closed?.slow == 3)
            withExtendedLifetime(stuck) {}
        }
    }

    @Test func oneThatReadsSlowlyIsEvictedLikeOneThatReadsNothing() async throws {
        try await ServedSocket.with(Self.fast, limits: Self.strict) { served in
            let slow = try RawClient(path: served.path)
            slow.send(Self.subscribe + "\n")
            let tonus = try TonusConnection(path: served.path)
            try wait(for: "the eviction") {
                slow.readByte()
                return try tonus.status().clients.evicted == 1
            }
        }
    }

    @Test func whoReadsOnAfterTheEvictionIsToldWhy() async throws {
        var limits = Self.strict
        limits.farewellSeconds = 60
        try await ServedSocket.with(Self.fast, limits: limits) { served in
            let late = try RawClient(path: served.path)
            late.send(Self.subscribe + "\n")
            let tonus = try TonusConnection(path: served.path)
            try wait(for: "the eviction") { try tonus.status().clients.evicted == 1 }
            var last: [String: Any]?
            while let line = try late.line() { last = line }
            #expect(last?["method"] as? String == "bye")
            #expect((last?["params"] as? [String: Any])?["reason"] as? String == "evicted")
        }
    }

    @Test func aPauseClosesWhomItCannotReach() async throws {
        var limits = Self.strict
        limits.evictionSeconds = 600
        try await ServedSocket.with(Self.fast, limits: limits) { served in
            let stuck = try RawClient(path: served.path)
            stuck.send(Self.subscribe + "\n")
            let tonus = try TonusConnection(path: served.path)
            // 16 KiB in the kernel and 32 in the daemon are full after some 150 samples of 320 bytes.
            let watch = try TonusConnection(path: served.path)
            try expectWhole(watch, samples: 2000)
            let report: ConsentReport = try tonus.call(ConsentMethod.pause, ConsentParams())
            // The first that connected. On a busy machine something may wait for the one that reads, too.
            #expect(!report.watchers.contains { $0.connection == 1 })
            #expect(try tonus.status().clients.closed?.withheld ?? 0 >= 1)
            withExtendedLifetime(stuck) {}
        }
    }

    @Test func garbageGetsTypedErrorsAndCostsOthersNoSample() async throws {
        try await ServedSocket.with(Self.fast) { served in
            let senders = try (0..<4).map { _ in try RawClient(path: served.path) }
            let endless = try RawClient(path: served.path)
            var random = SeededGenerator(seed: 1)
            let watch = try TonusConnection(path: served.path)
            var turn = 0
            try expectWhole(watch, samples: 4000) {
                turn += 1
                guard turn % 4 == 0 else { return }
                let sender = senders[turn / 4 % senders.count]
                var bytes = Data((0..<200).map { _ in UInt8.random(in: 0...255, using: &random) })
                bytes.append(10)
                sender.send(bytes)
                // Read at once, so that nobody waits for anybody.
                var code: Int?
                while code == nil, let line = try sender.line() {
                    code = (line["error"] as? [String: Any])?["code"] as? Int
                }
                #expect(code == -32700)
                endless.send(Data(repeating: 0x78, count: 1024))
            }
            endless.send("\n")
            endless.send(Data(repeating: 0x78, count: 70 * 1024))
            var codes: [Int] = []
            while codes.last != -32000, let line = try endless.line() {
                if let code = (line["error"] as? [String: Any])?["code"] as? Int { codes.append(code) }
            }
            #expect(codes.last == -32000)
        }
    }

    @Test func twoThousandThatConnectAndVanishLeaveNothingBehind() throws {
        let daemon = try SimulatedDaemon()
        let tonus = try daemon.connect()
        let before = try (tonus.status().clients.connected, daemon.program.descriptorCount())
        for number in 0..<2000 {
            let client = try RawClient(path: daemon.socket)
            if number % 2 == 0 { client.send(Self.subscribe + "\n") }
        }
        try wait(for: "the daemon to let go of vanished clients") {
            try tonus.status().clients.connected == before.0 && daemon.program.descriptorCount() == before.1
        }
    }
}
