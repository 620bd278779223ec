// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import StreamAPI
import TonusClient

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Find out what is wrong, and say how to mend it.",
        discussion: """
            Looks at the daemon and its socket, the perineometers, their device nodes and power, the udev rule, the groups \
            and limits of this user, and real-time priority; it changes nothing. Under each FAULT and each advice stands \
            what to do, and where a command does it, that command. With --self-test it also has the probe send its test \
            patterns and compares every bit that arrives; streaming pauses for some seconds.

            Ends with exit code 0 where nothing is wrong (an advice is nothing wrong), and 1 where something is to be \
            mended, no daemon among it.
            """)

    @OptionGroup var connection: ConnectionOptions

    @Flag(help: "Verify the probe's test patterns bit for bit.")
    var selfTest = false

    @Option(help: ArgumentHelp("Which perineometer to test (default: the first).", valueName: "SERIAL"))
    var device: String?

    @Flag(help: "Print the findings as JSON.")
    var json = false

    /// Two patterns of 5 s, and as many requests as there are around them at a second each.
    private static let selfTestSeconds = 40.0

    func run() throws {
        let machine = Machine.look(socketPath: connection.path)
        var tonus: TonusConnection?
        let contact: Diagnosis.Contact
        do throws(ClientError) {
            let connected = try TonusConnection(path: connection.path)
            contact = .answers(try connected.status())
            tonus = connected
        } catch {
            contact = .failed(error)
        }
        var findings = Diagnosis.findings(contact, machine)
        var test: SelfTestResult?
        if selfTest, let tonus {
            if !json { printError("Testing; streaming pauses for some seconds ...\n") }
            try connection.explainingErrors { () throws(ClientError) in
                test = try tonus.call(
                    SelfTestParams.method, SelfTestParams(device: device), within: Self.selfTestSeconds)
            }
        }
        if let test { findings.append(Diagnosis.finding(selfTest: test)) }
        if json {
            printJSON(Report(findings: findings, selfTest: test))
        } else {
            for finding in findings { print(finding.lines.joined(separator: "\n")) }
            if let test { print(Diagnosis.table(test).joined(separator: "\n")) }
        }
        if findings.contains(where: { $0.grade == .fault }) { throw ExitCode(1) }
    }

    private struct Report: Encodable {
        var findings: [Finding]
        var selfTest: SelfTestResult?
    }
}
