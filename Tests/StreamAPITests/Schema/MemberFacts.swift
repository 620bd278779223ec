// SPDX-License-Identifier: Apache-2.0
import Perineometry
import StreamAPI

/// What a Swift type does not say of a member: its unit, its bounds, and the words that a string may be.
///
/// Looked up as "Type.member", then as "member" where it means the same in every type.
enum MemberFacts {
    /// Units as in the document: SI symbols, and those of the field. "1" is a number without a unit: a count, an index, a
    /// share. A number without a unit here fails a test.
    private static let units: [String: [String]] = [
        "s": [
            "deviceTime", "interval", "uptime", "lookback", "clockUncertainty", "duration", "peakTime", "filterDelay",
            "DeviceDescription.Zero.age", "Hello.Clock.monotonic", "Status.Clock.offset", "Status.Clock.uncertainty",
            "CoachAnswer.elapsed", "CoachMessage.elapsed", "ExerciseReport.elapsed", "CoachProgress.left",
            "CoachProgress.second", "SessionsDeleteParams.olderThan", "WebOpenResult.expires",
            "WebExportResult.expires", "SessionsTraceParams.from", "SessionsTraceParams.to", "SessionsTraceResult.from",
            "SessionsTraceResult.step", "SessionsTraceResult.Span.from", "SessionsTraceResult.Span.to",
            "SessionsTraceResult.Remark.at", "SessionsTraceResult.Contraction.onset",
            "SessionsTraceResult.Contraction.offset",
            "Latency.Figures.sum", "p50", "p99", "p99_9", "max", "bucketBounds", "seconds", "cpu",
        ],
        "s since 1970-01-01T00:00:00Z": [
            "hostTime", "since", "DeviceDescription.Zero.at", "began", "SessionReport.ended",
            "SessionsListParams.before", "DiaryEntryReport.at", "DiaryListParams.since",
        ],
        "cmH2O": [
            "SessionsTraceResult.low", "SessionsTraceResult.high",
            "CoachTarget.lower", "CoachTarget.upper", "ProgrammeRunParams.maximum",
            "pressure", "filtered", "Samples.rest", "level", "steadiness", "amplitude", "peak", "baseline",
            "ContractionMessage.rest", "DeviceDescription.Zero.offset", "DeviceDescription.Calibration.Channel.offset",
            "ImportBeginParams.Channel.offset",
        ],
        "min": ["DiaryEntryReport.minutes", "DiaryAddParams.minutes"],
        "cmH2O/min": ["slope"],
        "cmH2O per count": ["gain"],
        "cmH2O/K": ["temperatureCoefficient"],
        "°C": ["temperature"],
        "Hz": [
            "SubscribeParams.rate", "SubscribeResult.rate", "DeviceDescription.rate", "ImportBeginParams.rate",
            "SessionsTraceResult.rate",
        ],
        "1/min": ["RestReport.Breathing.rate"],
        "mm": ["position", "millimetres", "depth"],
        "d since 1970-01-01": ["date"],
        "%": ["CoachScore.unusable"],
        "ppm": ["driftPpm", "driftUncertaintyPpm"],
        "converter counts": ["counts"],
        "B": ["memory", "bytes"],
        "as the member unit says": ["CoachScore.value"],
        "1": [
            "points", "read", "marks", "damaged", "contractionsAfter",
            "version", "repetition", "repetitions", "step", "run", "number", "CoachPhase.of", "least", "greatest",
            "segments",
            "export", "import", "ImportDataParams.first", "limit", "blocks", "sessions", "subscription", "index",
            "covers", "channel",
            "SubscribeParams.channels", "SubscribeResult.channels",
            "detectionChannel", "major", "minor", "code", "id", "ContractionMessage.revision", "confidence", "residual",
            "GapMessage.first", "LagMessage.first", "last", "missing", "dropped", "events", "packets", "samples",
            "mismatches", "lost", "corrupt", "irregular", "newest", "duplicate", "late", "unknownType", "stale",
            "overrun", "Status.Stream.clipped", "gaps", "contractions", "eventsDropped", "restarts", "connected",
            "subscriptions", "evicted", "refused", "completed", "stalled", "failed", "overflowed", "resets",
            "connection", "uid", "pid", "omitted", "slow", "withheld", "ended", "notAllowed", "count", "buckets",
            "sessionCount", "entryCount", "unreadable", "entries", "now", "before", "DiaryRating.peak", "after",
        ],
    ]

    private static let unitOfMember: [String: String] = {
        var all: [String: String] = [:]
        for (unit, members) in units { for member in members { all[member] = unit } }
        return all
    }()

    static func unit(of member: SchemaDecoder.Member) -> String? {
        unitOfMember["\(member.owner).\(member.name)"] ?? unitOfMember[member.name]
    }

    /// Bounds that are in force, as keywords of JSON Schema.
    static func bounds(of member: SchemaDecoder.Member) -> JSONText {
        switch "\(member.owner).\(member.name)" {
        case "SubscribeParams.lookback", "SubscribeResult.lookback":
            ["minimum": 0, "maximum": .number(ProtocolLimits.lookbackSeconds)]
        // The fastest rate that firmware may offer (Firmware-Protocol/PROTOCOL.md); a device's own may be lower.
        case "ImportBeginParams.rate": ["minimum": 20, "maximum": 2000]
        case "SubscribeParams.rate": ["minimum": 1, "maximum": 2000, "multipleOf": 1]
        // The limit is one of bytes; no text of fewer bytes has more characters.
        case "SubscribeParams.key": ["minLength": 1, "maxLength": .number(Double(ProtocolLimits.keyBytes))]
        case "SubscribeParams.streams": ["minItems": 1]
        case "SubscribeParams.channels":
            ["items": ["type": "integer", "minimum": 0, "maximum": .number(Double(Channel.limit - 1))]]
        case "ContractionMessage.confidence", "RestReport.Breathing.confidence": ["minimum": 0, "maximum": 1]
        case "ContractionMessage.revision": ["minimum": 1]
        case "DiaryAddParams.millimetres": ["minimum": 5, "maximum": 60]
        case "DiaryAddParams.minutes": ["minimum": 0, "maximum": 240]
        case "Samples.pressure", "Samples.filtered", "Samples.rest", "Samples.state":
            ["minItems": 1, "maxItems": .number(Double(longestRun))]
        default: .members([])
        }
    }

    /// The most samples in a line (docs/socket-protocol.md, `samples`).
    private static let longestRun = 128

    /// Where the sources document a member: before the variable, or before the case that is its key.
    static func documentation(of member: SchemaDecoder.Member) -> String {
        switch (member.owner, member.name) {
        case ("Latency", let name) where Latency.Hop(rawValue: name) != nil: "Latency.Hop.\(name)"
        case ("Latency.Figures", "p99_9"): "Latency.Figures.p999"
        case let (owner, name): "\(owner).\(name)"
        }
    }

    /// The words that a member of type String may be.
    static func words(of member: SchemaDecoder.Member) -> [String]? {
        switch "\(member.owner).\(member.name)" {
        case "GapMessage.reason": GapReason.allCases.map(\.rawValue)
        case "Samples.state": MuscleState.allCases.map { "\($0.name)" }
        case "ImportBeginParams.zero": ZeroState.allCases.map(\.rawValue)
        case "ImportBeginParams.Channel.role": ["pelvicFloor", "abdominal"]
        case "DeviceDescription.Zero.state": ZeroState.allCases.map(\.rawValue)
        case "DeviceDescription.state":
            ["absent", "opening", "streaming", "stalled", "recovering", "unavailable", "gone"]
        case "DeviceDescription.reasonKey": DeviceReason.allCases.map(\.rawValue)
        case "DeviceDescription.Channel.role": ["pelvicFloor", "abdominal", "arrayElement"]
        case "SelfTestResult.verdict": ["passed", "failed", "cancelled", "notOffered", "interrupted"]
        case "SelfTestResult.Pattern.pattern": ["ramp", "extremes"]
        case "Hello.unit", "Status.unit": [PressureUnit.cmH2O.rawValue]
        case "Hello.role", "RoleMessage.role", "Watcher.role": ClientRole.allCases.map(\.rawValue)
        case "LagMessage.reason": LagMessage.Reason.allCases.map(\.rawValue)
        case "Bye.reason": Bye.Reason.allCases.map(\.rawValue)
        default: nil
        }
    }
}
