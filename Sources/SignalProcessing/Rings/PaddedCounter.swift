// SPDX-License-Identifier: Apache-2.0
public import Synchronization

/// An atomic counter alone in its cache lines, so that producer and consumer do not slow each other by sharing one.
/// 128 bytes: x86 prefetches lines in pairs.
@usableFromInline
struct PaddedCounter: ~Copyable, Sendable {
    @usableFromInline let value = Atomic<Int>(0)
    @usableFromInline let padding = InlineArray<15, Int>(repeating: 0)

    @inlinable
    init() {}
}
