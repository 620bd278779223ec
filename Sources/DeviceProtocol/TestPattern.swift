// SPDX-License-Identifier: Apache-2.0

/// What a device sends in place of its sensor's counts.
public enum TestPattern: UInt8, Hashable, Sendable, CaseIterable, BitwiseCopyable {
    /// The sensor's counts.
    case off = 0
    /// Channel c of sample n since the start: (n + 1000 c) modulo 2^15.
    case ramp = 1
    /// The channel's minimum in even samples, its maximum in odd ones.
    case extremes = 2
}
