// SPDX-License-Identifier: Apache-2.0

/// What the virtual patient does. At rest she does nothing of these.
public enum ActivityKind: UInt8, Hashable, Sendable, CaseIterable, BitwiseCopyable {
    /// A voluntary contraction of a few seconds.
    case squeeze
    /// A fast voluntary contraction that is let go at once.
    case flick
    /// A voluntary contraction held for ten seconds or so.
    case hold
    /// Bearing down instead of squeezing (Valsalva): abdominal pressure with little or no muscle.
    case push
    /// A sharp peak of abdominal pressure with a contraction at the same time.
    case cough
    /// A short involuntary contraction (guarding).
    case clench
    /// A long involuntary contraction.
    case spasm

    /// Whether the patient meant to do it.
    public var isVoluntary: Bool {
        switch self {
        case .squeeze, .flick, .hold, .push: true
        case .cough, .clench, .spasm: false
        }
    }
}
