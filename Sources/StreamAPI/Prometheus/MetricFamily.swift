// SPDX-License-Identifier: Apache-2.0

/// One line: a value with its labels.
struct Metric {
    struct Label {
        var name: String
        var value: String

        init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// What follows the family's name, in histograms.
    var suffix = ""
    var labels: [Label]
    var value: Double

    init(_ value: Double, _ labels: [Label] = [], suffix: String = "") {
        self.value = value
        self.labels = labels
        self.suffix = suffix
    }

    init(_ value: Double, _ name: String, _ label: String) { self.init(value, [Label(name, label)]) }

    init(_ value: Double, _ name: String, _ label: String, _ other: String, _ otherLabel: String) {
        self.init(value, [Label(name, label), Label(other, otherLabel)])
    }

    /// A classic histogram: buckets that count all below their ends, the sum and the count.
    static func histogram(_ figures: Latency.Figures, bounds: [Double], labels: [Label]) -> [Metric] {
        guard let buckets = figures.buckets, buckets.count == bounds.count + 1 else { return [] }
        var below: UInt64 = 0
        var metrics: [Metric] = []
        for (bound, count) in zip(bounds + [.infinity], buckets) {
            below += count
            metrics.append(
                Metric(Double(below), labels + [Label("le", MetricFamily.number(bound))], suffix: "_bucket"))
        }
        // What does not fit together is left out: `_count` has to be that of the last bucket.
        return metrics + [Metric(figures.sum, labels, suffix: "_sum"), Metric(Double(below), labels, suffix: "_count")]
    }
}

/// All metrics of one name.
struct MetricFamily {
    enum Kind: String {
        case counter
        case gauge
        case histogram
    }

    var name: String
    var kind: Kind
    var help: String
    var metrics: [Metric]

    init(_ name: String, _ kind: Kind, _ help: String, _ metrics: [Metric]) {
        self.name = name
        self.kind = kind
        self.help = help
        self.metrics = metrics
    }

    static func gauge(_ name: String, _ help: String, _ value: Double) -> MetricFamily {
        MetricFamily(name, .gauge, help, [Metric(value)])
    }

    static func gauge(_ name: String, _ help: String, _ metrics: [Metric]) -> MetricFamily {
        MetricFamily(name, .gauge, help, metrics)
    }

    static func counter(_ name: String, _ help: String, _ value: UInt64) -> MetricFamily {
        MetricFamily(name, .counter, help, [Metric(Double(value))])
    }

    /// Nothing is written of a family without metrics.
    func write(to text: inout String) {
        guard !metrics.isEmpty else { return }
        text += "# HELP \(name) \(Self.escaped(help, quotes: false))\n# TYPE \(name) \(kind.rawValue)\n"
        for metric in metrics {
            text += name + metric.suffix
            if !metric.labels.isEmpty {
                let labels = metric.labels.map { "\($0.name)=\"\(Self.escaped($0.value, quotes: true))\"" }
                text += "{\(labels.joined(separator: ","))}"
            }
            text += " \(Self.number(metric.value))\n"
        }
    }

    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return value.rounded() == value && abs(value) < 1e15 ? String(Int64(value)) : "\(value)"
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        var result = ""
        for character in text.unicodeScalars {
            switch character {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\"" where quotes: result += "\\\""
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }
}
