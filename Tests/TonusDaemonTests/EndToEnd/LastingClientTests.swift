// SPDX-License-Identifier: Apache-2.0
import Foundation
import StreamAPI
import Testing
import TonusClient

/// `TonusClient` against a real daemon that goes, hangs or is cut off.
@Suite(.serialized, .timeLimit(.minutes(2))) struct LastingClientTests {
    private static let quick = BackOff(firstSeconds: 0.02, longestSeconds: 0.1)

    /// Where the stream goes on after an event; nil where the event says nothing of it.
    private func end(of event: StreamEvent) -> UInt64? {
        switch event {
        case .samples(let samples): samples.index + (samples.covers ?? UInt64(samples.pressure.count))
        case .gap(let gap): gap.first + gap.missing
        case .lag(let lag): lag.dropped > 0 ? lag.last + 1 : nil
        default: nil
        }
    }

    @Test func aRestartIsToldAndAllOfTheNewDaemonFollows() async throws {
        let folder = try TemporaryFolder()
        let first = try SimulatedDaemon(in: folder)
        let tonus = try await TonusClient.connect(to: folder.socket, backOff: Self.quick)
        let number = try await tonus.subscribe(SubscribeParams(streams: [.samples])).subscription
        var second: SimulatedDaemon?
        var story: [String] = []
        var next: UInt64?
        loop: for try await event in tonus.events {
            #expect(event.subscription == nil || event.subscription == number)
            switch event {
            case .samples(let samples):
                if story.last != "samples" { story.append("samples") }
                if let next { #expect(samples.index == next) }
                next = end(of: event)
                if second != nil, story.contains("restarted"), samples.index > 500 { break loop }
                if second == nil {
                    first.program.send(SIGKILL)
                    _ = try first.program.exitCode()
                    second = try SimulatedDaemon(in: folder)
                }
            case .disconnected: story.append("disconnected")
            case .restarted(let seam):
                story.append("restarted")
                #expect(seam.awaySeconds > 0)
                #expect(seam.readUntil[number] != nil)
                next = 0
            case .gap, .lag: next = end(of: event)
            default: break
            }
        }
        #expect(story == ["samples", "disconnected", "restarted", "samples"])
        #expect(try await tonus.status().boot == tonus.hello.boot)
        withExtendedLifetime(second) {}
    }

    @Test(arguments: [nil, 100.0]) func aCutConnectionLeavesNoHoleAndNothingComesTwice(rate: Double?) async throws {
        let daemon = try SimulatedDaemon()
        let relay = try Relay(to: daemon.socket, at: daemon.socket + ".relay")
        let tonus = try await TonusClient.connect(to: relay.path, backOff: Self.quick)
        try await tonus.subscribe(SubscribeParams(streams: [.samples, .contractions], rate: rate))
        var next: UInt64?
        var cuts = 0
        var after = 0
        for try await event in tonus.events {
            if case .reconnected = event { after = 0 }
            if case .restarted = event { Issue.record("it was the same daemon") }
            if case .gap(let gap) = event { #expect(gap.reason != "connectionLost") }
            guard let end = end(of: event) else { continue }
            if case .samples(let samples) = event, let next { #expect(samples.index == next, "after \(cuts) cuts") }
            next = end
            after += 1
            if after == 20, cuts < 3 {
                cuts += 1
                relay.cut()
            }
            if after > 20, cuts == 3 { break }
        }
        #expect(cuts == 3)
    }

    @Test func whatIsNotReadIsNotKeptWithoutBound() async throws {
        let daemon = try SimulatedDaemon("comfortable-strong,rate=2000,channels=8")
        let tonus = try await TonusClient.connect(to: daemon.socket)
        try await tonus.subscribe(
            SubscribeParams(streams: [.samples], channels: Array(1...7), delivery: .latest, raw: true))
        var told: UInt64 = 0
        var next: UInt64?
        // What may wait on the way, some two seconds of these long lines, has to overflow.
        try await Task.sleep(for: .seconds(6))
        for try await event in tonus.events {
            if case .samples(let samples) = event, let next { #expect(samples.index == next) }
            if case .lag(let lag) = event { told += lag.dropped }
            if let end = end(of: event) { next = end }
            if told > 0 { break }
        }
        #expect(told > 0)
    }

    @Test func aCallUnderWayFailsWhenTheDaemonGoes() async throws {
        let daemon = try SimulatedDaemon()
        let tonus = try await TonusClient.connect(to: daemon.socket, backOff: Self.quick)
        try daemon.program.suspend()
        let status = Task { try await tonus.status() }
        try await Task.sleep(for: .milliseconds(100))
        daemon.program.send(SIGKILL)
        await #expect { try await status.value } throws: {
            if case ClientError.disconnected = $0 { true } else { false }
        }
    }

    @Test func aReplyThatIsLateEndsItsCallAndNoOther() async throws {
        let daemon = try SimulatedDaemon()
        let tonus = try await TonusClient.connect(to: daemon.socket)
        try daemon.program.suspend()
        await #expect { try await tonus.call(Status.method, NoParams(), as: Status.self, within: 0.1) } throws: {
            if case ClientError.timedOut(0.1) = $0 { true } else { false }
        }
        await #expect(throws: ClientError.self) {
            try await tonus.subscribe(SubscribeParams(streams: [.samples]), within: 0.1)
        }
        daemon.program.send(SIGCONT)
        // The subscription that nobody waited for is taken back.
        var left = 1
        while left > 0 { left = try await tonus.status().clients.subscriptions }
    }

    @Test func aRefusalSaysWhy() async throws {
        let daemon = try SimulatedDaemon()
        let tonus = try await TonusClient.connect(to: daemon.socket)
        await #expect { try await tonus.subscribe(SubscribeParams(streams: [.samples], device: "nobody")) } throws: {
            guard case ClientError.refused(let error) = $0 else { return false }
            return error.code == RPCError.Code.unknownDevice.rawValue && error.data?.hint.isEmpty == false
        }
    }

    @Test func cancellingATaskEndsWhatItWaitsFor() async throws {
        let daemon = try SimulatedDaemon()
        let tonus = try await TonusClient.connect(to: daemon.socket)
        let reading = Task { for try await _ in tonus.events {} }
        try daemon.program.suspend()
        let calling = Task { try await tonus.call(Status.method, NoParams(), as: Status.self, within: patience) }
        try await Task.sleep(for: .milliseconds(50))
        reading.cancel()
        calling.cancel()
        try await reading.value
        await #expect(throws: CancellationError.self) { try await calling.value }
        daemon.program.send(SIGCONT)
        #expect(try await tonus.status().simulated, "the connection goes on")
    }

    @Test func aClosedClientEndsItsEventsAndRefusesCalls() async throws {
        let daemon = try SimulatedDaemon()
        let tonus = try await TonusClient.connect(to: daemon.socket)
        let reading = Task { for try await _ in tonus.events {} }
        tonus.close()
        try await reading.value
        await #expect { try await tonus.status() } throws: { if case ClientError.ended = $0 { true } else { false } }
    }

    @Test func whoDoesNotWantToWaitForTheDaemonIsToldThatItWent() async throws {
        let daemon = try SimulatedDaemon()
        let tonus = try await TonusClient.connect(to: daemon.socket, backOff: nil)
        daemon.program.send(SIGKILL)
        await #expect { for try await _ in tonus.events {} } throws: {
            if case ClientError.disconnected = $0 { true } else { false }
        }
        await #expect { _ = try await TonusClient.connect(to: "/nonexistent/tonus.sock") } throws: {
            if case ClientError.notRunning = $0 { true } else { false }
        }
    }

    @Test(arguments: [["--json"], []]) func watchingGoesOnWhenTheDaemonIsStartedAnew(options: [String]) throws {
        let folder = try TemporaryFolder()
        let first = try SimulatedDaemon(in: folder)
        let watch = try RunningProgram("tonus", ["watch", "--socket", folder.socket] + options)
        try wait(for: "something to watch") { !watch.standardOutput.isEmpty }
        first.program.send(SIGKILL)
        _ = try first.program.exitCode()
        let second = try SimulatedDaemon(in: folder)
        let seam = options.isEmpty ? "tonusd is back" : #""method":"hello""#
        try wait(for: "the seam") { watch.standardOutput.contains(seam) }
        try wait(for: "what comes after it") {
            let after = watch.standardOutput.split(separator: seam).last ?? ""
            return after.contains(options.isEmpty ? "cmH2O" : #""method":"samples""#)
        }
        #expect(watch.isRunning)
        withExtendedLifetime(second) {}
    }
}
