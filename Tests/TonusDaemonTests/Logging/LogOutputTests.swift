// SPDX-License-Identifier: Apache-2.0
import Acquisition
import DaemonSettings
import Foundation
import Logging
import PerineometerDriver
import Synchronization
import Testing

@testable import TonusDaemon

@Suite struct LogOutputTests {
    /// What was written, and a clock that the test moves.
    private final class Written: Sendable {
        let lines = Mutex<[String]>([])
        let seconds = Mutex(0.0)
    }

    private let written = Written()

    private func output(_ settings: LogSettings = LogSettings(), isJournal: Bool = false) -> LogOutput {
        let written = written
        return LogOutput(settings, isJournal: isJournal, seconds: { written.seconds.withLock { $0 } }) { line in
            written.lines.withLock { $0.append(line) }
        }
    }

    private func logger(_ output: LogOutput) -> Logger { Logger(label: "test") { _ in output.handler() } }
    private var lines: [String] { written.lines.withLock { $0 } }

    @Test func theJournalGetsThePriorityAndNoTime() {
        let logger = logger(output(isJournal: true))
        logger.warning("Loose plug", metadata: ["lane": "1", "b": "2"])
        logger.error("Gone")
        #expect(lines == ["<4>Loose plug (b=2 lane=1)\n", "<3>Gone\n"])
    }

    @Test func peopleGetTimeAndLevel() {
        logger(output()).info("Streaming", metadata: ["rate": "250"])
        #expect(lines[0].wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ info: Streaming \(rate=250\)\n/) != nil)
    }

    @Test func programsGetAnObjectALine() throws {
        var settings = LogSettings()
        settings.format = .json
        logger(output(settings)).notice("Said \"\n\u{1B}[2J\"", metadata: ["product": "a\nb"])
        #expect(lines[0].count { $0 == "\n" } == 1)
        let object = try JSONSerialization.jsonObject(with: Data(lines[0].utf8)) as? [String: Any]
        #expect(object?["level"] as? String == "notice")
        #expect(object?["message"] as? String == "Said \"\n\u{1B}[2J\"")
        #expect(object?["metadata"] as? [String: String] == ["product": "a\nb"])
    }

    @Test func aProbeCannotForgeALine() {
        logger(output(isJournal: true)).info("Streaming", metadata: ["product": "x\n<0>PANIC\u{1B}[31m\u{9B}"])
        #expect(lines == ["<6>Streaming (product=x <0>PANIC [31m )\n"])
    }

    @Test func theLevelMayChangeWhileItRuns() {
        let output = output()
        let logger = logger(output)
        logger.debug("one")
        var settings = LogSettings()
        settings.level = .debug
        output.apply(settings)
        logger.debug("two")
        settings.level = .error
        output.apply(settings)
        logger.warning("three")
        #expect(lines.count == 1 && lines[0].contains("two"))
    }

    /// A day of a probe whose plug is loose, twice a second.
    @Test func aProbeThatComesAndGoesDoesNotFillTheLog() {
        let journal = DeviceJournal(logger: logger(output(isJournal: true)))
        let trouble = DeviceError.unsupportedProtocol(major: 2)
        let minutes = 24 * 60
        for turn in 0..<minutes * 120 {
            written.seconds.withLock { $0 = Double(turn) / 2 }
            let arrival = DeviceArrival(
                address: DeviceAddress(UInt64(turn)), serial: "S\(turn)", location: "usb 1-\(turn)")
            for state in [DeviceState.opening(arrival), .unavailable(arrival, trouble, retrySeconds: 1), .absent] {
                journal.note(LaneChange(lane: 0, counters: PipelineCounters(), state: state))
            }
        }
        // Two messages are logged at this level; each a few times in a minute, and once as a count.
        #expect(lines.count <= minutes * 2 * (LogRateLimit.linesOfOneKind + 1))
        #expect(lines.count > minutes)
        #expect(lines.contains("<6>Waiting for a perineometer (repeated=115)\n"))
    }

    @Test(arguments: [("9:123", true), ("9:124", false), ("", false), ("9", false), ("9:123:4", false), ("x:y", false)])
    func theJournalIsToldByDeviceAndInode(variable: String, isJournal: Bool) {
        #expect(JournalStream.matches(variable, device: 9, inode: 123) == isJournal)
    }
}
