// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// An atomic counter alone in its cache lines, so that producer and consumer do not slow each other by sharing one.
/// 128 bytes: x86 prefetches lines in pairs.
struct PaddedCounter: ~Copyable, Sendable {
    let value = Atomic<Int>(0)
    private let padding = InlineArray<15, Int>(repeating: 0)
}
