// SPDX-License-Identifier: Apache-2.0
internal import Synchronization

/// Counts the turns of one thread's loop, so that somebody else can tell whether it still moves.
public final class Heartbeat: Sendable {
    /// Of the loop, for logs.
    public let name: String
    private let turns = Atomic<UInt64>(0)

    public init(_ name: String) { self.name = name }

    /// How many turns there were.
    public var count: UInt64 { turns.load(ordering: .relaxed) }

    /// The loop has turned once more. Neither allocates nor waits.
    public func beat() { turns.wrappingAdd(1, ordering: .relaxed) }

    /// A loop that sleeps wakes at least this often to show that it can.
    public static let longestSleepMilliseconds: Int32 = 1000
}
