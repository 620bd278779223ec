// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// Figures over the sessions of one person, of those only that compare with the newest.
public struct SessionTrend: Hashable, Sendable, Codable {
    /// A session that is not in the lines, and why.
    public struct LeftOut: Hashable, Sendable, Codable {
        public var session: String
        public var started: String
        public var reasons: [Unlikeness]
    }

    /// A figure over time.
    public struct Line: Hashable, Sendable, Codable {
        public struct Point: Hashable, Sendable, Codable {
            public var session: String
            public var started: String
            public var value: Double
            /// Against the first point.
            public var verdict: ComparedFigure.Verdict
        }

        public var name: String
        public var unit: String
        /// What lies no farther from the first point is within the noise of measuring.
        public var noise: NoiseBand?
        public var points: [Point]
    }

    public var lines: [Line]
    public var leftOut: [LeftOut]

    /// - Parameters:
    ///   - reviews: of one person, in order of time; the newest, last one says what compares.
    ///   - noise: the noise of a figure.
    public init(over reviews: [SessionReview], noise: (Metric) -> NoiseBand? = NoiseBand.published(for:)) {
        lines = []
        leftOut = []
        guard let newest = reviews.last else { return }
        var alike: [SessionReview] = []
        for review in reviews {
            let reasons = review.unlikenesses(to: newest)
            if reasons.isEmpty {
                alike.append(review)
            } else {
                leftOut.append(LeftOut(session: review.session, started: review.started, reasons: reasons))
            }
        }
        lines = ComparableFigure.all.compactMap { figure in
            let values = alike.compactMap { review in figure.value(in: review).map { (review, $0) } }
            guard let first = values.first, values.count > 1 else { return nil }
            let band = figure.noise(noise)
            return Line(
                name: figure.name, unit: figure.unit, noise: band,
                points: values.map { review, value in
                    Line.Point(
                        session: review.session, started: review.started, value: value,
                        verdict: ComparedFigure.verdict(value - first.1, band))
                })
        }
    }
}
