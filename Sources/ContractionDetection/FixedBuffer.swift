// SPDX-License-Identifier: Apache-2.0

/// A block of memory of fixed length that is owned in one place.
///
/// On the sample path an Array may be copied or retained where the optimiser thinks fit, and inline storage of some
/// kilobytes is moved about with its owner. This is neither: access is checked against the length and touches nothing
/// but the element.
struct FixedBuffer<Element: BitwiseCopyable & Sendable>: ~Copyable, @unchecked Sendable {
    // Unchecked: the memory belongs to this value alone, which cannot be copied.
    private let base: UnsafeMutablePointer<Element>
    let count: Int

    /// - Parameters:
    ///   - count: how many elements; at least 1 are kept.
    ///   - element: what they are at first.
    init(count: Int, repeating element: Element) {
        self.count = max(1, count)
        base = .allocate(capacity: self.count)
        base.initialize(repeating: element, count: self.count)
    }

    deinit { base.deallocate() }

    subscript(position: Int) -> Element {
        get {
            precondition(position >= 0 && position < count, "position outside the buffer")
            return base[position]
        }
        set {
            precondition(position >= 0 && position < count, "position outside the buffer")
            base[position] = newValue
        }
    }
}
