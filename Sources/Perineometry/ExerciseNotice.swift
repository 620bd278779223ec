// SPDX-License-Identifier: Apache-2.0

/// A span of a guided exercise in which tension was to be noticed: felt beside measured.
public struct ExerciseNotice: Hashable, Sendable, Codable {
    /// From 1.
    public var number: Int
    public var felt: Bool
    public var measured: Bool

    public init(number: Int, felt: Bool, measured: Bool) {
        self.number = number
        self.felt = felt
        self.measured = measured
    }
}
