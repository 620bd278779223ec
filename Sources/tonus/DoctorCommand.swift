// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import StreamAPI
import TonusClient

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Find out what is wrong, and say how to mend it.",
        discussion: """
            Looks at the daemon, the perineometers, the udev rule and real-time priority. With --self-test it also has the \
            probe send its test patterns and compares every bit that arrives; streaming pauses for some seconds. Ends \
            with exit code 0 where all is well, and 1 where something is to be done.
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
        var findings: [Finding] = []
        var test: SelfTestResult?
        try connection.withConnection { tonus throws(ClientError) in
            let status = try tonus.status()
            findings = Diagnosis.findings(status: status, machine: Machine.look())
            if selfTest {
                if !json { printError("Testing; streaming pauses for some seconds ...\n") }
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
