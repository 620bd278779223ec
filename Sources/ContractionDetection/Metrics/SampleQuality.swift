// SPDX-License-Identifier: Apache-2.0

/// What a sample is worth.
public enum SampleQuality: Sendable, BitwiseCopyable {
    case measured
    /// At the converter's limit: the pressure was at least this.
    case clipped
    /// Stands in for a missing sample (`PressureAnalysis.standIn`).
    case standIn
}
