// SPDX-License-Identifier: Apache-2.0
public import Synchronization

/// A wait-free queue of fixed size between exactly one producing and one consuming thread.
///
/// Nothing is allocated, locked or retained by `push` and `pop`. When the ring is full `push` refuses the element and
/// says so: the caller counts the loss.
///
/// Everything is inlinable: a ring of another module's elements must be specialised there, or each push would look up
/// the element's metadata.
///
/// The two ends are handed out once each, as noncopyable values, so that a second producer does not compile:
///
///     var (producer, consumer) = SPSCRing<UInt64>.make(capacity: 1024)
///     producer.push(1)
///     consumer.pop()  // 1
public enum SPSCRing<Element: BitwiseCopyable & Sendable> {
    /// Makes a ring.
    ///
    /// - Parameter capacity: how many elements it holds; rounded up to a power of two, at least 2.
    /// - Returns: both ends.
    @inlinable
    public static func make(capacity: Int) -> Ends {
        let storage = Storage(capacity: capacity)
        return Ends(producer: Producer(storage: storage), consumer: Consumer(storage: storage))
    }

    /// Both ends of a new ring, to be taken apart once; frozen because only then may another module do so.
    @frozen
    public struct Ends: ~Copyable {
        public var producer: Producer
        public var consumer: Consumer

        @inlinable
        init(producer: consuming Producer, consumer: consuming Consumer) {
            self.producer = producer
            self.consumer = consumer
        }
    }

    @usableFromInline
    final class Storage: @unchecked Sendable {
        // Unchecked: elements are written by the producer only at positions that the consumer does not read, which the
        // acquire and release orderings of `written` and `read` guarantee.
        @usableFromInline let elements: UnsafeMutablePointer<Element>
        @usableFromInline let mask: Int
        @usableFromInline let written = PaddedCounter()
        @usableFromInline let read = PaddedCounter()

        @inlinable
        init(capacity: Int) {
            var size = 2
            while size < capacity { size *= 2 }
            elements = .allocate(capacity: size)
            mask = size - 1
        }

        @inlinable
        deinit { elements.deallocate() }
    }

    /// The writing end.
    public struct Producer: ~Copyable, Sendable {
        @usableFromInline let storage: Storage
        /// The producer's last knowledge of the consumer's position: re-read only when the ring looks full.
        @usableFromInline var knownRead = 0
        @usableFromInline var written = 0

        @inlinable
        init(storage: Storage) { self.storage = storage }

        /// How many elements the ring holds.
        @inlinable
        public var capacity: Int { storage.mask + 1 }

        /// Appends an element. Returns false, and does nothing, when the ring is full.
        @inlinable
        public mutating func push(_ element: Element) -> Bool {
            if written - knownRead > storage.mask {
                knownRead = storage.read.value.load(ordering: .acquiring)
                if written - knownRead > storage.mask { return false }
            }
            storage.elements[written & storage.mask] = element
            written += 1
            storage.written.value.store(written, ordering: .releasing)
            return true
        }
    }

    /// The reading end.
    public struct Consumer: ~Copyable, Sendable {
        @usableFromInline let storage: Storage
        @usableFromInline var knownWritten = 0
        @usableFromInline var read = 0

        @inlinable
        init(storage: Storage) { self.storage = storage }

        /// Takes the oldest element, or nil when the ring is empty.
        @inlinable
        public mutating func pop() -> Element? {
            if read == knownWritten {
                knownWritten = storage.written.value.load(ordering: .acquiring)
                if read == knownWritten { return nil }
            }
            let element = storage.elements[read & storage.mask]
            read += 1
            storage.read.value.store(read, ordering: .releasing)
            return element
        }
    }
}
