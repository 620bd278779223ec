// SPDX-License-Identifier: Apache-2.0
import Acquisition
import PerineometerDriver
import SessionStore
import StreamAPI

/// What is to be played instead of reading perineometers.
public struct ReplayRequest: Sendable, Hashable {
    /// A session's id, or its first letters.
    public var session: String
    /// How many recorded seconds pass in one.
    public var speed: Double

    /// Nil where the speed is none at which a recording can be played.
    public init?(session: String, speed: Double) {
        guard Self.speeds.contains(speed) else { return nil }
        self.session = session
        self.speed = speed
    }

    /// The slowest and the fastest.
    public static let speeds = RecordingPlayer.speeds
}

/// A session that is about to be played.
struct Recorded {
    private let steps: SessionSteps
    private let speed: Double
    /// The recording's own clocks.
    let scale: HostTimeScale
    let isSimulated: Bool

    init(_ request: ReplayRequest, in store: Result<SessionStore, RPCError>) throws(StartupError) {
        do {
            let store = try store.get()
            let id = try SessionDesk.find(request.session, in: store)
            let first = try store.read(id)
            var segment: SegmentRecord?
            while segment == nil, let entry = first.next() { if case .segment(let record) = entry { segment = record } }
            guard let segment else {
                throw RPCError(.storage, "Nothing was recorded.", hint: "Choose another session.")
            }
            steps = SessionSteps(try store.read(id))
            scale = HostTimeScale(unixMicroseconds: segment.began.unixMicroseconds, at: segment.began.host)
            isSimulated = segment.facts.isSimulated
            speed = request.speed
        } catch {
            let problem = error as? RPCError ?? (error as? StoreError).map { RPCError($0) }
            throw .replay(
                session: request.session, reason: problem?.message ?? "\(error)",
                hint: problem?.data?.hint ?? "tonus sessions list tells which there are.")
        }
    }

    func player(doorbell: Doorbell, _ note: @escaping @Sendable (LaneChange) -> Void) -> RecordingPlayer {
        RecordingPlayer(steps, speed: speed, readersDoorbell: doorbell, publish: note)
    }
}
