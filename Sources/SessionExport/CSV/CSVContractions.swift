// SPDX-License-Identifier: Apache-2.0
import Perineometry

/// Writes the contractions of a session as comma-separated text, a row each, with their figures.
public enum CSVContractions {
    public static func write(_ survey: SessionSurvey, options: ExportOptions, to sink: some ByteSink) throws {
        let figures = Metric.ofContraction.filter { $0 != .duration && $0 != .peak && $0 != .squeezeAmplitude }
        let heads =
            ["onset_s", "offset_s", "duration_s", "kind", "cue", "origin", "rule", "confidence"]
            + ["peak_cmH2O", "rest_before_cmH2O", "squeeze_amplitude_cmH2O", "relaxation", "limitation"]
            + figures.map { "\($0.rawValue)_\(suffix($0.definition.unit))" }
        try sink.write(Array(CSVText.head(of: survey, options: options).utf8))
        try sink.write(Array((heads.joined(separator: ",") + "\n").utf8))
        for found in survey.contractions {
            let contraction = found.contraction
            let end = found.offset.map(survey.time)
            var cells: [String?] = [
                number(survey.time(of: found.onset)), number(end),
                number(end.map { $0 - survey.time(of: found.onset) }), contraction.kind.rawValue,
                contraction.cue.rawValue, contraction.origin.rawValue, contraction.rule.rawValue,
                number(contraction.confidence), number(contraction.peak), number(contraction.restBefore),
                number(contraction.amplitude), contraction.relaxation.rawValue, found.metrics?.limitation?.rawValue,
            ]
            cells += figures.map { number(found.metrics?[$0]) }
            try sink.write(Array((cells.map { $0 ?? "" }.joined(separator: ",") + "\n").utf8))
        }
    }

    private static func number(_ value: Double?) -> String? {
        value.flatMap { $0.isFinite ? DecimalText.text($0, decimals: 4) : nil }
    }

    /// The unit as a part of a name.
    static func suffix(_ unit: MetricUnit) -> String {
        switch unit {
        case .cmH2O: "cmH2O"
        case .cmH2OSeconds: "cmH2O_s"
        case .cmH2OPerSecond: "cmH2O_per_s"
        case .seconds: "s"
        case .milliseconds: "ms"
        case .percent: "percent"
        case .percentPerSecond: "percent_per_s"
        case .perTenSeconds: "per_10_s"
        case .ratio: "ratio"
        case .count: "count"
        }
    }
}
