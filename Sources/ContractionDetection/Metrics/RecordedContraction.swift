// SPDX-License-Identifier: Apache-2.0
import Perineometry

/// A contraction that the recorder follows until its figures can be worked out.
struct RecordedContraction: Sendable, BitwiseCopyable {
    /// As last heard of.
    var contraction: Contraction
    var isFinal = false
    /// The next rise: what comes from there on is not its tail.
    var nextOnset: DeviceTime?
    /// The first clipped sample since its onset.
    var firstClipped: DeviceTime?
    /// When she was cued to let go.
    var releaseCue: DeviceTime?
    /// How much rest had been accepted before it.
    var restBefore: Int

    /// How long the tail is looked at, seconds: what `residual_5s` needs.
    static let tailSeconds = 5.0
    /// How long the tail of a complete release is no rest, seconds: by then it is known to be complete (assumption). Any
    /// other tail is no rest for `tailSeconds`.
    static let completeTailSeconds = 2.0
}
