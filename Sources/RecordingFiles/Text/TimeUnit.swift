// SPDX-License-Identifier: Apache-2.0

/// What a number in a time column counts.
enum TimeUnit: Double, Sendable {
    case seconds = 1
    case milliseconds = 1e-3
    case microseconds = 1e-6
    case nanoseconds = 1e-9
    case minutes = 60

    var name: String {
        switch self {
        case .seconds: "seconds"
        case .milliseconds: "milliseconds"
        case .microseconds: "microseconds"
        case .nanoseconds: "nanoseconds"
        case .minutes: "minutes"
        }
    }

    /// The unit that a heading names: `time_ms`, `t [µs]`, `Time (sec)`.
    init?(heading: String) {
        let words = heading.lowercased().split { !$0.isLetter && $0 != "µ" && $0 != "μ" }
        guard let last = words.last else { return nil }
        switch last {
        case "s", "sec", "secs", "second", "seconds": self = .seconds
        case "ms", "msec", "millis", "millisecond", "milliseconds": self = .milliseconds
        case "us", "µs", "μs", "usec", "micros", "microsecond", "microseconds": self = .microseconds
        case "ns", "nsec", "nanos", "nanosecond", "nanoseconds": self = .nanoseconds
        case "min", "mins", "minute", "minutes": self = .minutes
        default: return nil
        }
    }

    /// The unit in which a step makes a sampling rate of 5 Hz to 5 kHz or more; seconds first.
    init?(step: Double) {
        switch step {
        case 0.000_05...0.2: self = .seconds
        case 0.2...200: self = .milliseconds
        case 200...200_000: self = .microseconds
        case 200_000...200_000_000: self = .nanoseconds
        default: return nil
        }
    }

    /// Whether a heading is that of a time column.
    static func isTime(_ heading: String) -> Bool {
        let words = heading.lowercased().split { !$0.isLetter && $0 != "µ" && $0 != "μ" }
        let names: Set<Substring> = [
            "time", "timestamp", "timestamps", "ts", "datetime", "elapsed", "millis", "micros", "zeit", "temps",
            "tiempo", "tempo",
        ]
        if words.contains(where: names.contains) { return true }
        guard words.count <= 2, let first = words.first else { return false }
        if first == "t" { return words.count == 1 || TimeUnit(heading: heading) != nil }
        return words.count == 1 && TimeUnit(heading: heading) != nil && first != "min"
    }

    /// Whether a heading is that of a column that only numbers the rows.
    static func isRowNumber(_ heading: String) -> Bool {
        let plain = heading.lowercased().filter { $0.isLetter || $0.isNumber || $0 == "#" }
        return [
            "#", "index", "idx", "sample", "samples", "samplenumber", "sampleindex", "sampleno", "nseq", "seq", "row",
            "n", "no", "nr", "frame", "counter", "packet",
        ].contains(plain)
    }
}
