// SPDX-License-Identifier: Apache-2.0
import Foundation
import StreamAPI
import Testing

@Suite struct CommandLineTests {
    private let daemon: SimulatedDaemon

    init() throws { daemon = try SimulatedDaemon() }

    private func tonus(_ arguments: String...) throws -> (code: Int32, output: String, errors: String) {
        let program = try RunningProgram("tonus", arguments + ["--socket", daemon.socket])
        let code = try program.exitCode()
        // What was printed last may still be on its way through the pipe.
        usleep(50_000)
        return (code, program.standardOutput, program.standardError)
    }

    @Test func statusIsReadableByPeopleAndPrograms() throws {
        let text = try tonus("status")
        #expect(text.code == 0)
        #expect(text.output.contains("streaming (SIMULATED)"))
        #expect(text.output.contains("Losses   none"))
        let json = try tonus("status", "--json")
        let status = try JSONDecoder().decode(Status.self, from: Data(json.output.utf8))
        #expect(status.simulated)
        #expect(status.stream.samples > 0)
    }

    @Test func devicesListsTheProbe() throws {
        #expect(try tonus("devices").output.contains("1000 samples/s"))
        let json = try tonus("devices", "--json")
        let devices = try JSONDecoder().decode([DeviceDescription].self, from: Data(json.output.utf8))
        #expect(devices.count == 1)
        #expect(devices[0].serial?.isEmpty == false)
    }

    @Test func theDoctorFindsAllWellAndVerifiesTheTestPatterns() throws {
        let plain = try tonus("doctor")
        #expect(plain.code == 0)
        #expect(plain.output.contains("SIMULATED"))
        let tested = try tonus("doctor", "--self-test")
        #expect(tested.code == 0)
        #expect(tested.output.contains("bit for bit"))
        #expect(tested.output.contains("ramp: 500 packets"))
    }

    @Test func watchPrintsPlainLinesIntoAPipe() throws {
        let watch = try tonus("watch", "--seconds", "3", "--lookback", "60")
        #expect(watch.code == 0)
        #expect(watch.output.contains("SIMULATED"))
        #expect(watch.output.contains("cmH2O"))
        #expect(!watch.output.contains("\u{1B}"))
    }

    @Test func watchPassesMessagesOnAsTheyCame() throws {
        let watch = try tonus("watch", "--json", "--seconds", "1")
        #expect(watch.code == 0)
        let lines = watch.output.split(separator: "\n")
        #expect(lines.count > 10)
        for line in lines {
            let message = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            #expect(message?["jsonrpc"] as? String == "2.0")
        }
    }

    @Test func watchAsksForALowerRate() throws {
        let watch = try tonus("watch", "--json", "--rate", "50", "--lookback", "60", "--seconds", "1")
        #expect(watch.code == 0)
        let samples = watch.output.split(separator: "\n").compactMap {
            try? JSONDecoder().decode(Notification<Samples>.self, from: Data($0.utf8)).params
        }
        #expect(!samples.isEmpty)
        #expect(samples.allSatisfy { $0.interval == 0.02 })
        #expect(try tonus("watch", "--rate", "50").code == 64)
        let refused = try tonus("watch", "--json", "--rate", "5000")
        #expect(refused.code != 0)
        #expect(refused.errors.contains("1 to 1000"))
    }

    @Test func aDaemonThatIsNotThereIsExplained() throws {
        let program = try RunningProgram("tonus", ["status", "--socket", "/tmp/nobody-listens-here.sock"])
        #expect(try program.exitCode() == 69)
        try wait(for: "an explanation") {
            program.standardError.contains("No tonusd is listening at /tmp/nobody-listens-here.sock")
                && program.standardError.contains("tonusd --simulate")
        }
    }

    @Test func badOptionsAreUsageErrors() throws {
        #expect(try tonus("watch", "--lookback", "500").code == 64)
        #expect(try tonus("watch", "--seconds", "0").code == 64)
        #expect(try tonus("sqeeze").code == 64)
    }
}
