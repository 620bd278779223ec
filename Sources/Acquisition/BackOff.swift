// SPDX-License-Identifier: Apache-2.0

/// How long to wait between attempts at a device that does not work: doubling from 0.25 s to 10 s, so that a permission
/// that arrives late is noticed at once and a broken device costs nothing.
struct BackOff {
    private var seconds = 0.25

    mutating func next() -> Double {
        defer { seconds = min(seconds * 2, 10) }
        return seconds
    }

    /// A device that streamed this long is taken for well again (assumption).
    static let forgottenSeconds = 10.0

    mutating func reset() { seconds = 0.25 }
}
