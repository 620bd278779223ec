// SPDX-License-Identifier: Apache-2.0

/// What a figure means, so that a number never stands without its formula.
///
/// An id names one formula for ever: a change of formula gets a new version, so that figures of different versions are
/// never drawn on one line.
public struct MetricDefinition: Hashable, Sendable {
    public var metric: Metric
    public var scope: MetricScope
    public var group: MetricGroup
    public var unit: MetricUnit
    public var version: Int
    /// In words; the terms are those of docs/metrics.md.
    public var formula: String
    /// How a session sums up this figure of its contractions; nil where it does not.
    public var overSession: String?
    /// When there is no value, and why.
    public var absence: String
    /// Where the formula comes from; "assumption" where nobody else's stands behind it.
    public var source: String

    init(
        _ metric: Metric, _ scope: MetricScope, _ group: MetricGroup, _ unit: MetricUnit, _ formula: String,
        overSession: String? = nil, absence: String, source: String, version: Int = 1
    ) {
        self.metric = metric
        self.scope = scope
        self.group = group
        self.unit = unit
        self.version = version
        self.formula = formula
        self.overSession = overSession
        self.absence = absence
        self.source = source
    }

    /// Goes with every value, such as "tonus.hold_mean/1".
    public var id: String { "tonus.\(metric.rawValue)/\(version)" }

    /// Every definition, in the order of `Metric.allCases`.
    public static let catalogue = Metric.allCases.map(\.definition)
}

/// What a figure is about.
public enum MetricScope: String, Sendable, Codable, CaseIterable {
    case contraction
    case session
}

/// The groups in which the ICF places the terms of pelvic-floor muscle function (10.1093/ptj/pzaa044), and one for what
/// is no muscle function.
public enum MetricGroup: String, Sendable, Codable, CaseIterable {
    case tone
    case involuntaryReaction = "involuntary movement reaction"
    case control
    case coordination
    case strength
    case endurance
    /// The session itself.
    case session
}

/// The units of figures. The raw value is the unit's name on the wire. Those with cmH2O follow the unit of pressure that
/// a reader asks for.
public enum MetricUnit: String, Sendable, Codable, CaseIterable {
    case cmH2O
    case cmH2OSeconds = "cmH2O·s"
    case cmH2OPerSecond = "cmH2O/s"
    case seconds = "s"
    case milliseconds = "ms"
    case percent = "%"
    case percentPerSecond = "%/s"
    case perTenSeconds = "1/10 s"
    case ratio = "1"
    case count

    /// Whether a value is to be multiplied by `PressureUnit.perCmH2O` to be shown in another unit of pressure.
    public var isPressure: Bool { self == .cmH2O || self == .cmH2OSeconds || self == .cmH2OPerSecond }
}
