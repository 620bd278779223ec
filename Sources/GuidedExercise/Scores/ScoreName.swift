// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// A figure that a programme can ask for: one of a contraction, or one that only cues give a meaning.
public enum ScoreName: Hashable, Sendable {
    case contraction(Metric)
    case exercise(ExerciseMetric)

    /// Every name, those of `Metric.ofContraction` first.
    public static let all =
        Metric.ofContraction.map(ScoreName.contraction) + ExerciseMetric.allCases.map(ScoreName.exercise)

    public init?(_ name: String) {
        if let metric = ExerciseMetric(rawValue: name) {
            self = .exercise(metric)
        } else if let metric = Metric(rawValue: name), metric.definition.scope == .contraction {
            self = .contraction(metric)
        } else {
            return nil
        }
    }

    /// The name on the wire and in files.
    public var name: String {
        switch self {
        case .contraction(let metric): metric.rawValue
        case .exercise(let metric): metric.rawValue
        }
    }

    /// The id of the definition.
    public var definition: String {
        switch self {
        case .contraction(let metric): metric.definition.id
        case .exercise(let metric): metric.definition.id
        }
    }

    public var unit: MetricUnit {
        switch self {
        case .contraction(let metric): metric.definition.unit
        case .exercise(let metric): metric.definition.unit
        }
    }

    /// Whether it is about letting go, rest, or what nobody asked for: these stand first.
    public var isAboutRelaxation: Bool {
        switch self {
        case .contraction(let metric):
            switch metric {
            case .releaseTime, .relaxLatency, .residual2s, .residual5s, .flickValley, .involuntaryAUC,
                .involuntaryDuration, .involuntaryPeak, .involuntaryRecovery:
                true
            default: false
            }
        case .exercise(let metric): metric.isAboutRelaxation
        }
    }
}

extension ScoreName: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let name = try container.decode(String.self)
        guard let score = ScoreName(name) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no score is called \(name)")
        }
        self = score
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(name)
    }
}
