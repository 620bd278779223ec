// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// A rise of pressure in a recording, when nothing more will be said of it. Withdrawn ones are left out.
public struct AnalysedContraction: Hashable, Sendable {
    /// As finally detected; its instants count from the first sample of the recording. It has an offset.
    public var contraction: Contraction
    /// The sample at which a live listener would have heard that it began, seconds from the first sample.
    public var emittedSeconds: Double
    /// The sample at which a live listener would have heard of the release that stands, seconds from the first sample.
    /// The offset itself may have been dated more exactly afterwards.
    public var emittedOffsetSeconds: Double
    /// Its figures; nil where they could not be followed: where contractions come thicker than they are known to.
    public var metrics: ContractionMetrics?

    public init(
        contraction: Contraction, emittedSeconds: Double, emittedOffsetSeconds: Double, metrics: ContractionMetrics?
    ) {
        self.contraction = contraction
        self.emittedSeconds = emittedSeconds
        self.emittedOffsetSeconds = emittedOffsetSeconds
        self.metrics = metrics
    }

    /// Seconds from the first sample; the onset's where there is no offset.
    public var offsetSeconds: Double { (contraction.offset ?? contraction.onset).deviceTime.seconds }
    /// Seconds from the first sample.
    public var onsetSeconds: Double { contraction.onset.deviceTime.seconds }
}
