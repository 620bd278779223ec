// SPDX-License-Identifier: Apache-2.0
import Foundation
import Perineometry
import StreamAPI
import Testing
import TonusClient

/// The stream of the rest through tonusd --simulate.
@Suite struct RestTests {
    @Test func restIsReportedOnceForEverySecondOfSamplesAndNoPressureIsGuessed() throws {
        let daemon = try SimulatedDaemon("cannot-contract,rate=1000")
        let tonus = try daemon.connect()
        try tonus.subscribe(SubscribeParams(streams: [.rest]))
        var reports: [RestReport] = []
        try wait(for: "six reports, the last of which knows a level") {
            guard case .rest(let message)? = try tonus.next(within: patience) else { return false }
            reports.append(message.report)
            return reports.count >= 6 && message.report.level != nil
        }
        for (earlier, later) in zip(reports, reports.dropFirst()) {
            #expect(later.index == earlier.index + 1000)
            #expect(abs(later.deviceTime - earlier.deviceTime - 1) < 1e-6)
            #expect(later.hostTime >= earlier.hostTime)
        }
        for report in reports {
            #expect(report.simulated)
            #expect(report.pressure == nil)
            #expect(report.refused == .notZeroed)
        }
        let level = try #require(reports.last?.level)
        #expect(level > 3 && level < 50)

        let status = try tonus.status()
        let rest = try #require(status.devices.first?.rest)
        #expect(rest.refused == .notZeroed)
        #expect(rest.simulated)
    }

    @Test func statusSaysInOneLineHowTheMuscleRests() throws {
        let daemon = try SimulatedDaemon("cannot-contract,rate=1000")
        try wait(for: "a line on the rest") {
            let program = try RunningProgram("tonus", ["status", "--socket", daemon.socket])
            _ = try program.exitCode()
            usleep(50_000)
            return program.standardOutput.contains("Rest     pressure not stated: the probe was not zeroed in air")
        }
    }
}
