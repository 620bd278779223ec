// SPDX-License-Identifier: Apache-2.0
public import Perineometry
import Synchronization

/// The clocks by which a session is recorded.
public struct RecordingClock: Sendable {
    /// What they show. The host's part never goes back.
    public var now: @Sendable () -> ClockPair

    public init(_ now: @escaping @Sendable () -> ClockPair) { self.now = now }

    /// Those of this machine.
    public static let host = RecordingClock { ClockPair.now() }
}

/// Clocks that stand until they are put forward: those of a recording that was made elsewhere, while it is taken in.
public final class PastClock: Sendable {
    private let began: ClockPair
    private let host: Mutex<HostTime>

    /// - Parameter began: what they showed at the first sample.
    public init(began: ClockPair) {
        self.began = began
        host = Mutex(began.host)
    }

    public var clock: RecordingClock { RecordingClock { self.now } }

    /// Puts them forward to a time of the host's clock, never back.
    public func advance(to time: HostTime) { host.withLock { $0 = max($0, time) } }

    private var now: ClockPair {
        let host = host.withLock { $0 }
        let passed = Int64((host.nanoseconds - began.host.nanoseconds) / 1000)
        return ClockPair(host: host, unixMicroseconds: began.unixMicroseconds + passed)
    }
}
