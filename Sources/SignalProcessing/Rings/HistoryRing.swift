// SPDX-License-Identifier: Apache-2.0
public import Synchronization

/// The newest elements of a stream: one writing thread, any number of reading threads, none of which can hold up the
/// writer. What `FrameRing` is for frames, for any plain value.
///
/// Elements are numbered by *position*, from 0 without holes, in the order in which they were appended. Each reader keeps
/// its own position. A reader that falls behind finds its position below `oldest` and can tell exactly how many elements
/// it missed.
///
/// Nothing is allocated, locked or retained by `append`. Memory is touched as it fills. Everything that the writer calls is
/// inlinable, so that it is specialised in the module that knows the element.
public final class HistoryRing<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
    // Unchecked: as in FrameRing. The writer stores an element before it publishes `end` with release ordering; readers
    // keep clear of the oldest `guardBand` elements, the next to be overwritten, and look afterwards whether the writer
    // passed them.
    @usableFromInline let elements: UnsafeMutablePointer<Element>
    @usableFromInline let published = PaddedCounter()
    /// How many elements the ring holds, those of the guard band included.
    public let capacity: Int
    @usableFromInline let guardBand: Int

    /// Makes a ring.
    ///
    /// - Parameter readableCapacity: how many of the newest elements readers can always reach, at least 1; the ring holds
    ///   a sixtieth more as its guard band, as in `FrameRing`.
    @inlinable
    public init(readableCapacity: Int) {
        precondition(readableCapacity >= 1, "a ring holds at least one element")
        guardBand = max(16, readableCapacity / 60)
        capacity = readableCapacity + guardBand
        elements = .allocate(capacity: capacity)
    }

    @inlinable
    deinit { elements.deallocate() }

    /// Appends an element. To be called from one thread only.
    @inlinable
    public func append(_ element: Element) {
        let position = published.value.load(ordering: .relaxed)
        elements[position % capacity] = element
        published.value.store(position + 1, ordering: .releasing)
    }

    /// The position after the newest element; equally, how many elements were ever appended.
    @inlinable
    public var end: Int { published.value.load(ordering: .acquiring) }

    /// The position of the oldest element that can be read.
    @inlinable
    public var oldest: Int { max(0, end - (capacity - guardBand)) }

    /// The element at a position, or nil where it is not there yet or was overwritten.
    @inlinable
    public func element(at position: Int) -> Element? {
        guard position >= oldest, position < end else { return nil }
        let element = elements[position % capacity]
        // The writer may have come round while the element was copied, which must be asked after the copy.
        atomicMemoryFence(ordering: .acquiring)
        guard end - position <= capacity else { return nil }
        return element
    }
}
