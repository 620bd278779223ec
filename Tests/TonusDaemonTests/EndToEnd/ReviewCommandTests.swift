// SPDX-License-Identifier: Apache-2.0
import Foundation
import StreamAPI
import Testing
import TonusClient

/// Looking back at sessions on the command line.
@Suite struct ReviewCommandTests {
    private let daemon: SimulatedDaemon

    init() throws { daemon = try SimulatedDaemon("comfortable-strong,rate=250") }

    private func tonus(_ arguments: String...) throws -> (code: Int32, output: String, errors: String) {
        let program = try RunningProgram("tonus", ["sessions"] + arguments + ["--socket", daemon.socket])
        let code = try program.exitCode()
        return (code, program.standardOutput, program.standardError)
    }

    /// Records what the daemon has and a second more.
    private func record(_ params: SessionStartParams) throws -> String {
        let connection = try daemon.connect()
        let begun = try connection.start(params)
        try connection.awaitSamples(250, of: begun.id)
        return try connection.change(SessionControlParams.stop).id
    }

    @Test func sessionsAreShownComparedFollowedAndRescored() throws {
        let connection = try daemon.connect()
        try wait(for: "a contraction and its last word") {
            try connection.status().stream.samples > 12 * 250
        }
        let like = SessionStartParams(lookback: 120, participant: "P-7", probe: "ring", depth: 35, posture: "supine")
        let first = try record(like)
        let second = try record(like)
        let third = try record(
            SessionStartParams(lookback: 120, participant: "P-7", probe: "ball", depth: 35, posture: "supine"))

        let shown = try tonus("show", String(first.prefix(10)))
        #expect(shown.code == 0, "\(shown.errors)")
        #expect(shown.output.hasPrefix("SIMULATED session \(first)"))
        #expect(shown.output.contains("squeeze"))
        let json = try tonus("show", first, "--json")
        let review = try #require(
            JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        #expect(review["session"] as? String == first)

        let rescored = try tonus("rescore", first)
        #expect(rescored.code == 0, "\(rescored.errors)")
        #expect(rescored.output.contains(" 0 changed, 0 new, 0 gone"), "\(rescored.output)")
        #expect(!rescored.output.contains(" 0 same"), "\(rescored.output)")

        // In either order.
        let compared = try tonus("compare", second, first)
        #expect(compared.code == 0, "\(compared.errors)\(compared.output)")
        #expect(compared.output.hasPrefix("SIMULATED"))
        #expect(compared.output.contains("time_at_ease_percent"))
        let refused = try tonus("compare", first, third)
        #expect(refused.code == 65)
        #expect(refused.output.contains("The probe differs: ring, then ball."))

        let trend = try tonus("trend", "--participant", "P-7")
        #expect(trend.code == 0, "\(trend.errors)")
        #expect(trend.output.contains("Left out"))
        #expect(trend.output.contains("The probe differs: ring, then ball."))

        _ = try record(SessionStartParams(participant: "P-8"))
        let several = try tonus("trend")
        #expect(several.code == 64)
        #expect(several.errors.contains("P-7, P-8"))
        let people = try tonus("compare", first, try connection.sessions()[0].id)
        #expect(people.code == 65)
        #expect(people.errors.contains("two people"))
        let unknown = try tonus("show", "NOBODY")
        #expect(unknown.code == 65)
        #expect(unknown.errors.contains("NOBODY"))
    }
}
