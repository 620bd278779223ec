// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// When a recorded packet is due.
public struct ReplayPace: Sendable {
    /// How many recorded seconds pass in one; infinite: as fast as can be.
    public let speed: Double
    /// A hole in the recording, as a pause makes, is not waited for any longer (assumption: longer silence is taken for
    /// a fault).
    public static let longestPauseSeconds = 2.0
    private var due: HostTime?
    private var previous = HostTime(nanoseconds: 0)

    /// - Parameter speed: above 0.
    public init(speed: Double) {
        precondition(speed > 0, "time does not stand still")
        self.speed = speed
    }

    /// Says when a packet is to be played.
    ///
    /// - Parameters:
    ///   - recorded: when it was received.
    ///   - now: the host's clock now; the first packet is due at once.
    /// - Returns: the instant, on the host's clock.
    public mutating func due(recorded: HostTime, now: HostTime) -> HostTime {
        guard speed.isFinite, let before = due else {
            due = now
            previous = recorded
            return now
        }
        let passed = max(0, recorded.seconds - previous.seconds)
        let wait = min(passed, Self.longestPauseSeconds) / speed
        previous = max(previous, recorded)
        let next = HostTime(nanoseconds: before.nanoseconds + UInt64((wait * 1e9).rounded()))
        due = next
        return next
    }
}
