// SPDX-License-Identifier: Apache-2.0
import Foundation
import StreamAPI
import Testing
import TonusClient

/// Zeroing through tonusd --simulate. The virtual patient wears her probe all the time: "in air" is what the request says.
@Suite struct ZeroTests {
    /// Next to nothing moves but her breathing, so that a still moment comes soon.
    private static let still = "cannot-contract,rate=1000"

    private func zero(
        _ tonus: TonusConnection, _ state: ZeroParams.State, device: String? = nil
    ) throws(ClientError) -> ZeroResult {
        try tonus.call(ZeroParams.method, ZeroParams(state: state, device: device))
    }

    /// Asks again until the pressure was still.
    private func zeroWhenStill(_ tonus: TonusConnection, _ state: ZeroParams.State) throws -> ZeroResult {
        var result: ZeroResult?
        try wait(for: "a still moment") {
            do throws(ClientError) {
                result = try zero(tonus, state)
            } catch {
                guard case .refused(let refusal) = error, refusal.code == -32005 else { throw error }
                usleep(100_000)
            }
            return result != nil
        }
        return try #require(result)
    }

    @Test func aZeroInAirShiftsThePressuresFromOneSampleOnAndEverybodyIsTold() throws {
        let daemon = try SimulatedDaemon(Self.still)
        let watcher = try daemon.connect()
        try watcher.subscribe(SubscribeParams(streams: [.samples, .contractions, .device]))
        #expect(try daemon.connect().status().device.zero == DeviceDescription.Zero(state: "none"))
        let result = try zeroWhenStill(try daemon.connect(), .air)
        #expect(result.zero.state == "air")
        #expect(result.simulated)
        #expect(try #require(result.zero.age) < 5)
        #expect(abs(try #require(result.zero.at) - Date().timeIntervalSince1970) < 10)
        let offset = try #require(result.zero.offset?.first)
        #expect(offset > 3)
        let index = try #require(result.zero.index)

        var before: [Double] = []
        var after: [Double] = []
        var told: DeviceDescription.Zero?
        var announced = 0
        try wait(for: "two seconds of pressure over the new zero") {
            switch try watcher.next(within: 1) {
            case .samples(let samples):
                if told == nil {
                    // The notice stands in its place among the samples.
                    #expect(samples.index + UInt64(samples.pressure.count) <= index)
                    before.append(contentsOf: samples.pressure)
                } else {
                    #expect(samples.index >= index)
                    after.append(contentsOf: samples.pressure)
                }
            case .device(let message): if message.device.zero?.state == "air" { told = message.device.zero }
            case .contraction(let contraction): if told != nil, contraction.onset.index >= index { announced += 1 }
            case .gap: Issue.record("a zero is no gap")
            default: break
            }
            return after.count >= 2000
        }
        #expect(told?.index == index)
        #expect(told?.offset == result.zero.offset)
        // Breathing and tremor move the pressure by some cmH2O at most, the zero by `offset`.
        let shift = before.suffix(1000).reduce(0, +) / 1000 - after.prefix(1000).reduce(0, +) / 1000
        #expect(abs(shift - offset) < 2)
        #expect(abs(after.reduce(0, +) / Double(after.count)) < 2)
        #expect(announced == 0, "the step is no contraction")
        #expect(try daemon.connect().status().device.zero?.state == "air")

        let cleared = try zeroWhenStill(try daemon.connect(), .none)
        #expect(cleared.zero.state == "none")
        #expect(cleared.zero.offset == [0])
    }

    @Test func whileAContractionGoesOnZeroingIsRefusedWithAHint() throws {
        let daemon = try SimulatedDaemon("comfortable-strong,rate=1000")
        let watcher = try daemon.connect()
        let tonus = try daemon.connect()
        try watcher.subscribe(SubscribeParams(streams: [.contractions]))
        try wait(for: "a contraction") {
            if case .contraction(let message)? = try watcher.next(within: 1) { message.phase == .began } else { false }
        }
        for state in ZeroParams.State.allCases {
            #expect {
                try zero(tonus, state)
            } throws: { error in
                guard case .refused(let refusal)? = error as? ClientError else { return false }
                return refusal.code == -32005 && refusal.data?.hint.isEmpty == false
            }
        }
        #expect(try tonus.status().device.zero?.state == "none")
    }

    @Test func parametersThatCannotBeAreRefused() throws {
        let daemon = try SimulatedDaemon(Self.still)
        let client = try RawClient(path: daemon.socket)
        _ = try client.line()
        for (params, code) in [
            (#"{"state":"moon"}"#, -32602), ("{}", -32602), (#"{"state":"air","device":"nobody"}"#, -32004),
        ] {
            client.send(#"{"jsonrpc":"2.0","id":1,"method":"device.zero","params":\#(params)}"# + "\n")
            #expect((try client.reply()?["error"] as? [String: Any])?["code"] as? Int == code, "\(params)")
        }
        client.send(#"{"jsonrpc":"2.0","id":1,"method":"device.zero"}"# + "\n")
        #expect((try client.reply()?["error"] as? [String: Any])?["code"] as? Int == -32602)
    }

    @Test func theCommandZeroesAndTeachesWhenToDoWhat() throws {
        let daemon = try SimulatedDaemon(Self.still)
        func tonus(_ arguments: String...) throws -> (code: Int32, output: String, errors: String) {
            let program = try RunningProgram("tonus", arguments + ["--socket", daemon.socket])
            let code = try program.exitCode()
            return (code, program.standardOutput, program.standardError)
        }
        try wait(for: "a still moment") {
            let zeroed = try tonus("zero", "--in-situ")
            if zeroed.code != 0 { #expect(zeroed.code == 65 && zeroed.errors.contains("tonus: ")) }
            return zeroed.code == 0 && zeroed.output.contains("Zeroed in place (SIMULATED)")
        }
        #expect(try tonus("status").output.contains("zero: in place"))
        #expect(try tonus("zero", "--in-situ", "--clear").code == 64)
        let help = try tonus("zero", "--help").output
        #expect(help.contains("before the probe is put in"))
        #expect(help.contains("no resting pressure is reported"))
    }
}
