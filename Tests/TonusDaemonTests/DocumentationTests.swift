// SPDX-License-Identifier: Apache-2.0
import DaemonSettings
import Foundation
import NIOCore
import Perineometry
import StreamAPI
import Testing

@testable import TonusDaemon

/// Holds docs/socket-protocol.md to the code.
@Suite struct DocumentationTests {
    private let sections: [String: String]

    init() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = try String(contentsOf: root.appendingPathComponent("docs/socket-protocol.md"), encoding: .utf8)
        var sections: [String: String] = [:]
        for section in page.components(separatedBy: "\n## ").dropFirst() {
            let title = section.prefix { $0 != "\n" }
            sections[String(title)] = String(section)
        }
        self.sections = sections
    }

    /// What stands between backquotes at the given place of each line that matches.
    private func names(_ section: String, part: String? = nil, _ pattern: String) throws -> [String] {
        var text = try #require(sections[section], "the page has no section \(section)")
        if let part {
            let parts = text.components(separatedBy: "\n### ")
            text = try #require(parts.first { $0.hasPrefix("`\(part)`") }, "the page has no part \(part)")
        }
        let expression = try NSRegularExpression(pattern: pattern, options: .anchorsMatchLines)
        return expression.matches(in: text, range: NSRange(text.startIndex..., in: text)).compactMap { match in
            Range(match.range(at: 1), in: text).map { String(text[$0]) }
        }
    }

    @Test func everyMethodHasItsSection() throws {
        #expect(try names("Requests", "^### `([\\w.]+)`").sorted() == RequestService.methods.sorted())
    }

    @Test func everyNotificationHasItsSection() throws {
        let methods = [
            Hello.method, Samples.method, ContractionMessage.method, GapMessage.method, LagMessage.method,
            DeviceMessage.method, DevicesMessage.method, RestMessage.method, ConsentMessage.method,
            WithheldMessage.method, RoleMessage.method, SessionMessage.method, Bye.method, CoachMessage.method,
        ]
        #expect(try names("Notifications", "^### `(\\w+)`").sorted() == methods.sorted())
    }

    @Test func everyParameterOfASubscriptionIsExplained() throws {
        let params = SubscribeParams(
            streams: [.samples], channels: [], delivery: .every, lookback: 1, rate: 1, raw: true, device: "", key: "")
        let members = try #require(
            JSONSerialization.jsonObject(with: JSONEncoder().encode(params)) as? [String: Any])
        #expect(
            try names("Requests", part: SubscribeParams.method, "^\\| `(\\w+)` \\|").sorted() == members.keys.sorted())
    }

    @Test func everyMemberOfSamplesIsExplained() throws {
        let samples = Samples(
            subscription: 1, index: 1, deviceTime: 1, hostTime: 1, interval: 1, covers: 1, pressure: [], filtered: [],
            rest: [], state: [], counts: [], clipped: [], channels: [], simulated: true)
        let members = try #require(
            JSONSerialization.jsonObject(with: JSONEncoder().encode(samples)) as? [String: Any])
        let text = try #require(
            sections["Notifications"]?.components(separatedBy: "\n### ").first { $0.hasPrefix("`samples`") })
        for member in members.keys {
            #expect(text.contains("\"\(member)\"") || text.contains("`\(member)`"), "\(member)")
        }
    }

    @Test func everyMemberOfTheClockIsExplained() throws {
        let clock = Status.Clock(
            deviceTime: 1, offset: 1, uncertainty: 1, driftPpm: 1, driftUncertaintyPpm: 1, restarts: 1)
        let members = try #require(
            JSONSerialization.jsonObject(with: JSONEncoder().encode(clock)) as? [String: Any])
        #expect(try names("Requests", part: Status.method, "^\\| `(\\w+)` \\|").sorted() == members.keys.sorted())
    }

    @Test func everyHopAndFigureOfTheLatencyIsExplained() throws {
        let figures = Latency.Figures(count: 1, sum: 1, p50: 1, p99: 1, p999: 1, max: 1, buckets: [])
        let members = try #require(
            JSONSerialization.jsonObject(with: JSONEncoder().encode(figures)) as? [String: Any])
        let text = try #require(sections["Latency"])
        for name in members.keys + Latency.Hop.allCases.map(\.rawValue) {
            #expect(text.contains("`\(name)`"), "\(name)")
        }
    }

    @Test func everyPhaseAndKindOfAContractionIsExplained() throws {
        let rows = try names("Notifications", part: ContractionMessage.method, "^\\| `(\\w+)` \\|")
        #expect(
            rows.filter { name in name != "kind" && ContractionKind(rawValue: name) != nil }
                == ContractionKind.allCases.map(\.rawValue))
        #expect(Array(rows.dropFirst().prefix(4)) == ContractionMessage.Phase.allCases.map(\.rawValue))
        let text = try #require(sections["Notifications"])
        for rule in ContractionRule.allCases { #expect(text.contains("`\(rule.rawValue)`"), "\(rule)") }
        for origin in ContractionOrigin.allCases { #expect(text.contains("`\(origin.rawValue)`"), "\(origin)") }
    }

    @Test func everyGapReasonIsExplained() throws {
        #expect(
            try names("Notifications", part: GapMessage.method, "^\\| `(\\w+)` \\|")
                == GapReason.allCases.map(\.rawValue))
    }

    @Test func everyReasonToRefuseARestingPressureIsExplained() throws {
        #expect(
            try names("Notifications", part: RestMessage.method, "^\\| `(\\w+)` \\|").filter { $0 != "refused" }
                == RestPressureRefusal.allCases.map(\.rawValue))
    }

    @Test func everyMemberOfTheReportOfTheRestIsExplained() throws {
        let breathing = RestReport.Breathing(rate: 1, amplitude: 1, confidence: 1, channel: 1)
        let instant = InstantMessage(index: 1, deviceTime: 1, hostTime: 1)
        var report = RestReport(
            at: instant, level: 1, pressure: .value(1), settled: true, slope: 1, steadiness: 1, breathing: breathing,
            simulated: true)
        report.refused = .notZeroed
        let members = try #require(
            JSONSerialization.jsonObject(with: JSONEncoder().encode(report)) as? [String: Any])
        let inner = try #require(members["breathing"] as? [String: Any])
        let said = Set(try names("Notifications", part: RestMessage.method, "`(\\w+)`"))
        #expect(Set(members.keys).union(inner.keys).isSubset(of: said))
    }

    @Test func everyMemberOfASessionAndEveryParameterOfItsStartIsExplained() throws {
        let report = SessionReport(
            id: "", state: "", began: 1, ended: 1, seconds: 1, samples: 1, packets: 1, lost: 1, segments: 1,
            participant: "", programme: "", probe: "", depth: 1, posture: "", reason: "", simulated: true)
        let start = SessionStartParams(
            device: "", lookback: 1, participant: "", programme: "", probe: "", depth: 1, posture: "", note: "",
            resume: "")
        for (part, value) in [(SessionsListParams.method, report), (SessionStartParams.method, start)]
            as [(String, any Encodable)]
        {
            let members = try #require(
                JSONSerialization.jsonObject(with: JSONEncoder().encode(value)) as? [String: Any])
            #expect(Set(members.keys).isSubset(of: try names("Requests", part: part, "`(\\w+)`")), "\(part)")
        }
    }

    @Test func everyFormatOfAnExportIsExplained() throws {
        #expect(
            try names("Requests", part: SessionsExportParams.method, "^\\| `(\\w+)` \\|")
                == SessionsExportParams.Format.allCases.map(\.rawValue))
    }

    @Test func everyReasonToSayByeIsExplained() throws {
        #expect(
            try names("Notifications", part: Bye.method, "^\\| `(\\w+)` \\|") == Bye.Reason.allCases.map(\.rawValue))
    }

    @Test func everyReasonOfALagIsNamed() throws {
        let said = Set(try names("Notifications", part: LagMessage.method, "`(\\w+)`"))
        #expect(Set(LagMessage.Reason.allCases.map(\.rawValue)).isSubset(of: said))
    }

    @Test func everyMemberOfAWatcherIsExplained() throws {
        let watcher = Watcher(
            connection: 1, user: "", uid: 1, program: "", pid: 1, role: .controller, since: 1, streams: [], paused: true
        )
        let report = ConsentReport(watchers: [watcher], omitted: 1, withheld: true, connection: 1)
        let said = Set(try names("Requests", part: ConsentMethod.watchers, "`(\\w+)`"))
        for value in [watcher, report] as [any Encodable] {
            let members = try #require(
                JSONSerialization.jsonObject(with: JSONEncoder().encode(value)) as? [String: Any])
            #expect(Set(members.keys).isSubset(of: said))
        }
    }

    @Test func whatAnObserverMayIsSaid() throws {
        let roles = try #require(sections["Roles"]?.split(separator: "\n").first { $0.hasPrefix("- `observer`") })
        for (method, access) in MethodAccess.table {
            #expect(roles.contains("`\(method)`") == (access.role == .observer))
        }
    }

    @Test func everyStreamIsNamed() throws {
        let line = try #require(
            sections["Requests"]?.split(separator: "\n").first { $0.hasPrefix("| `streams` |") })
        #expect(StreamName.allCases.allSatisfy { line.contains("`\($0.rawValue)`") })
    }

    @Test func everyErrorCodeIsListed() throws {
        #expect(try names("Errors", "^\\| (-\\d+) \\|") == RPCError.Code.allCases.map { "\($0.rawValue)" })
        #expect(try names("Errors", "^\\| -\\d+ \\| `(\\w+)`") == RPCError.Code.allCases.map { "\($0)" })
    }

    @Test func theLimitsAreTheOnesInForce() throws {
        let transport = try #require(sections["Transport"])
        #expect(transport.contains("Up to \(ClientLimits().clients) clients"))
        #expect(transport.contains("up to \(ProtocolLimits.subscriptions) subscriptions"))
        #expect(transport.contains("A request may have \(ProtocolLimits.requestBytes / 1024) KiB"))
        let subscribe = try #require(sections["Requests"])
        #expect(subscribe.contains("own, 1 to \(ProtocolLimits.keyBytes) bytes"))
        let slow = try #require(sections["Clients that read slowly"])
        #expect(slow.contains("no room for \(Int(ClientLimits().evictionSeconds)) s"))
        #expect(slow.contains("has \(Int(ClientLimits().farewellSeconds)) s to read"))
        let consent = try #require(sections["Requests"])
        #expect(consent.contains("than the \(ConsentReport.watcherLimit) that a line holds"))
        #expect(slow.contains("or \(ClientHandler.samplesPerTurn) filtered samples"))
        #expect(slow.contains("At most \(ClientLimits().waitingBytes / 1024) KiB wait in the daemon"))
        #expect(slow.contains("keeps the last \(Int(ProtocolLimits.lookbackSeconds)) s"))
    }
}
