// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// Two sessions of the same person side by side, or why they do not compare.
///
/// A change is called one only where it is larger than the noise of measuring, and nothing is called better or worse.
public struct SessionComparison: Hashable, Sendable, Codable {
    public var earlier: String
    public var later: String
    /// Not empty where the sessions do not compare; there are no figures then.
    public var refusals: [Unlikeness]
    public var figures: [ComparedFigure]

    /// - Parameters:
    ///   - earlier: the session that came first.
    ///   - later: another one of the same person.
    ///   - noise: the noise of a figure; what is published unless a practice knows its own.
    public init(
        _ earlier: SessionReview, _ later: SessionReview,
        noise: (Metric) -> NoiseBand? = NoiseBand.published(for:)
    ) {
        self.earlier = earlier.session
        self.later = later.session
        refusals = earlier.unlikenesses(to: later)
        figures = []
        guard refusals.isEmpty else { return }
        figures = ComparableFigure.all.compactMap { figure in
            guard let before = figure.value(in: earlier), let after = figure.value(in: later) else { return nil }
            return ComparedFigure(figure, before, after, noise: figure.noise(noise))
        }
    }
}

/// A figure of two sessions.
public struct ComparedFigure: Hashable, Sendable, Codable {
    public enum Verdict: String, Hashable, Sendable, Codable {
        /// No farther apart than two measurements of the same may lie.
        case withinNoise
        case higher
        case lower
        /// Nobody has published how far two measurements of the same may lie apart.
        case noiseNotKnown
    }

    public var name: String
    public var unit: String
    public var earlier: Double
    public var later: Double
    public var noise: NoiseBand?
    public var verdict: Verdict

    init(_ figure: ComparableFigure, _ earlier: Double, _ later: Double, noise: NoiseBand?) {
        name = figure.name
        unit = figure.unit
        self.earlier = earlier
        self.later = later
        self.noise = noise
        verdict = Self.verdict(later - earlier, noise)
    }

    public var change: Double { later - earlier }

    static func verdict(_ change: Double, _ noise: NoiseBand?) -> Verdict {
        guard let noise else { return .noiseNotKnown }
        if abs(change) <= noise.change { return .withinNoise }
        return change > 0 ? .higher : .lower
    }
}

/// A figure that is worth comparing: how the muscle rests and lets go comes first, strength last.
struct ComparableFigure: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        /// As a percentage of the usable time, for sessions are not of one length.
        case share(Metric)
        case session(Metric)
        case median(Metric)
    }

    var kind: Kind

    static let all: [ComparableFigure] =
        [
            .session(.preRest), .session(.postRest), .session(.restDelta), .session(.restSD), .share(.timeAtEase),
            .session(.involuntaryCount), .session(.involuntaryDuration), .median(.releaseTime), .median(.residual2s),
            .median(.residual5s), .median(.relaxLatency), .session(.flickValley), .session(.mvc), .session(.mvcBest),
            .median(.holdMean), .median(.duration), .session(.repeatability),
        ].map(ComparableFigure.init)

    var metric: Metric {
        switch kind {
        case .share(let metric), .session(let metric), .median(let metric): metric
        }
    }

    var name: String {
        switch kind {
        case .share(let metric): "\(metric.rawValue)_percent"
        case .session(let metric): metric.rawValue
        case .median(let metric): "\(metric.rawValue)_median"
        }
    }

    var unit: String {
        if case .share = kind { return MetricUnit.percent.rawValue }
        return metric.definition.unit.rawValue
    }

    func value(in review: SessionReview) -> Double? {
        switch kind {
        case .share(let metric): review.share(of: metric)
        case .session(let metric): review.figures[metric.rawValue]
        case .median(let metric): review.medians[metric.rawValue]
        }
    }

    func noise(_ noise: (Metric) -> NoiseBand?) -> NoiseBand? {
        if case .session(let metric) = kind { noise(metric) } else { nil }
    }
}
