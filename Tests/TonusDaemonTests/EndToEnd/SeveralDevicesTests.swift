// SPDX-License-Identifier: Apache-2.0
import Foundation
import StreamAPI
import Testing
import TonusClient

@Suite struct SeveralDevicesTests {
    private let daemon: SimulatedDaemon

    private static let first = "SIM-comfortable-strong-1"
    private static let second = "SIM-slow-release-2"

    init() throws {
        daemon = try SimulatedDaemon(simulations: ["comfortable-strong,rate=1000", "slow-release,rate=250,seed=2"])
    }

    /// The rate of the first samples that a subscription brings.
    private func rate(of device: String?) throws -> Double {
        let tonus = try daemon.connect()
        let reply = try tonus.subscribe(SubscribeParams(streams: [.samples], device: device))
        if let device { #expect(reply.device == device) }
        while let event = try tonus.next(within: patience) {
            if case .samples(let samples) = event { return (1 / samples.interval).rounded() }
        }
        throw CancellationError()
    }

    @Test func eachIsListedWithCountsOfItsOwn() throws {
        let tonus = try daemon.connect()
        // Both begin with their first packet: which has more samples shows a moment later.
        try wait(for: "a second of samples") { try tonus.status().devices[0].stream.samples > 1000 }
        let status = try tonus.status()
        #expect(status.devices.map(\.description.serial) == [Self.first, Self.second])
        #expect(status.devices.map(\.description.rate) == [1000, 250])
        #expect(status.device.serial == Self.first)
        #expect(status.devices[0].stream.samples > status.devices[1].stream.samples)
    }

    @Test func aSubscriptionGetsTheOneThatItNames() throws {
        #expect(try rate(of: Self.first) == 1000)
        #expect(try rate(of: Self.second) == 250)
        #expect(try rate(of: nil) == 1000)
    }

    @Test func anUnknownSerialNumberIsRefusedWithTheOnesThereAre() throws {
        let tonus = try daemon.connect()
        do throws(ClientError) {
            try tonus.subscribe(SubscribeParams(streams: [.samples], device: "nobody"))
            Issue.record("was accepted")
        } catch .refused(let error) {
            #expect(error.code == RPCError.Code.unknownDevice.rawValue)
            #expect(error.data?.hint.contains(Self.second) == true)
        }
    }

    @Test func theStreamOfAllDevicesTellsThemAtOnceAndWhenOneChanges() throws {
        let client = try RawClient(path: daemon.socket)
        _ = try client.line()
        client.send(#"{"jsonrpc":"2.0","id":1,"method":"subscribe","params":{"streams":["devices"]}}"# + "\n")
        _ = try client.line()
        func states() throws -> [String] {
            let message = try #require(try client.line())
            #expect(message["method"] as? String == "devices")
            let devices = (message["params"] as? [String: Any])?["devices"] as? [[String: Any]]
            return devices?.compactMap { $0["state"] as? String } ?? []
        }
        // On a busy machine one may be silent for a moment.
        #expect(try states().count == 2)
        let tester = try daemon.connect()
        let _: SelfTestResult = try tester.call(
            SelfTestParams.method, SelfTestParams(device: Self.second), within: patience)
        // Changes in quick succession may be told as one.
        try wait(for: "the device to be away") { try ["gone", "opening"].contains(states()[1]) }
        try wait(for: "the device to stream again") { try states() == ["streaming", "streaming"] }
    }

    @Test func aSelfTestLeavesTheOthersAloneAndStreamingResumes() throws {
        let tonus = try daemon.connect()
        let before = try tonus.status().devices
        let result: SelfTestResult = try tonus.call(
            SelfTestParams.method, SelfTestParams(device: Self.second), within: patience)
        #expect(result.verdict == "passed")
        #expect(result.device == Self.second)
        #expect(result.simulated)
        #expect(result.patterns.map(\.pattern) == ["ramp", "extremes"])
        #expect(result.patterns.allSatisfy { $0.samples > 0 && $0.mismatches == 0 })
        try wait(for: "the tested device to stream again") {
            let devices = try tonus.status().devices
            return devices[1].description.state == "streaming"
                && devices[1].stream.samples > before[1].stream.samples + 50
        }
        #expect(try tonus.status().devices[0].stream.gaps == 0)
    }

    @Test func aSecondSelfTestIsRefusedWhileTheFirstRunsAndNotAfterwards() throws {
        let client = try RawClient(path: daemon.socket)
        func ask(_ id: Int) -> String {
            #"{"jsonrpc":"2.0","id":\#(id),"method":"device.selfTest","params":{"device":"\#(Self.second)"}}"# + "\n"
        }
        // One write: the test has begun, or has not, when the second request is read.
        #expect(client.send(ask(1) + ask(2)))
        let refused = try #require(try client.reply(within: patience))
        #expect(refused["id"] as? Int == 2)
        #expect((refused["error"] as? [String: Any])?["code"] as? Int == RPCError.Code.notPossibleNow.rawValue)
        let tested = try #require(try client.reply(within: patience))
        #expect(tested["id"] as? Int == 1)
        #expect(tested["result"] != nil)
        let tonus = try daemon.connect()
        try wait(for: "the device to stream again") { try tonus.status().devices[1].description.state == "streaming" }
        #expect(client.send(ask(3)))
        #expect(try client.reply(within: patience)?["result"] != nil)
    }

    @Test func countsComeBesidePressuresWhereTheyAreAskedFor() throws {
        let tonus = try daemon.connect()
        try tonus.subscribe(SubscribeParams(streams: [.samples], raw: true))
        while let event = try tonus.next(within: patience) {
            guard case .samples(let samples) = event else { continue }
            #expect(samples.counts?.count == samples.pressure.count)
            return
        }
        Issue.record("no samples came")
    }
}
