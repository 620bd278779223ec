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

    /// A session or an entry of the diary, in its place among the others. That one stands after another says nothing of what
    /// brought what about.
    public struct Mark: Hashable, Sendable, Codable {
        /// The day, "2026-03-14".
        public var day: String
        /// In seconds since the Unix epoch; where only the day is known, its beginning.
        public var at: Double
        /// The session that this is; nil for an entry of the diary.
        public var session: String?
        /// Of an entry: "trainer", "feeling", "treatment" or "note".
        public var kind: String?
        /// Of an entry: what it says.
        public var words: String?

        /// An entry of the diary.
        public init(day: String, at: Double, kind: String, words: String) {
            self.day = day
            self.at = at
            self.kind = kind
            self.words = words
        }

        fileprivate init(_ review: SessionReview, at: Double) {
            day = String(review.started.prefix(10))
            self.at = at
            session = review.session
        }
    }

    public var lines: [Line]
    public var leftOut: [LeftOut]
    /// The sessions, those left out too, and between them what the diary says, in order of time: context. Nil where the
    /// diary has nothing.
    public var context: [Mark]?

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

    /// Puts entries of the diary between the sessions.
    ///
    /// - Parameters:
    ///   - entries: in any order.
    ///   - sessions: each review with when its session began, in seconds since the Unix epoch.
    public mutating func place(_ entries: [Mark], among sessions: [(review: SessionReview, began: Double)]) {
        guard !entries.isEmpty else { return }
        context = (sessions.map { Mark($0.review, at: $0.began) } + entries).sorted { first, second in
            (first.at, first.words ?? "") < (second.at, second.words ?? "")
        }
    }
}
