// SPDX-License-Identifier: Apache-2.0
import Acquisition
import PerineometerDriver
import RecordingFiles
import SessionStore
import StreamAPI

/// What is to be played instead of reading perineometers.
public struct ReplayRequest: Sendable, Hashable {
    /// A session's id or its first letters; or the path of a recording that was made elsewhere, which has a slash or a dot
    /// in it.
    public var source: String
    /// How many recorded seconds pass in one.
    public var speed: Double

    /// Nil where the speed is none at which a recording can be played.
    public init?(source: String, speed: Double) {
        guard Self.speeds.contains(speed) else { return nil }
        self.source = source
        self.speed = speed
    }

    /// The slowest and the fastest.
    public static let speeds = RecordingPlayer.speeds

    /// No session's id has either.
    var isFile: Bool { source.contains("/") || source.contains(".") }
}

/// A recording that is about to be played.
struct Recorded {
    private let steps: any RecordedSteps
    private let speed: Double
    /// The recording's own clocks.
    let scale: HostTimeScale
    let isSimulated: Bool

    init(_ request: ReplayRequest, in store: Result<SessionStore, RPCError>) throws(StartupError) {
        if request.isFile {
            try self.init(file: request.source, speed: request.speed)
        } else {
            try self.init(session: request, in: store)
        }
    }

    private init(session request: ReplayRequest, in store: Result<SessionStore, RPCError>) throws(StartupError) {
        do {
            let store = try store.get()
            let id = try SessionDesk.find(request.source, in: store)
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
                request.source, reason: problem?.message ?? "\(error)",
                hint: problem?.data?.hint ?? "tonus sessions list tells which there are.")
        }
    }

    private init(file path: String, speed: Double) throws(StartupError) {
        do {
            let file = try CountedRecording(path: path)
            let steps = try FileSteps(file, name: String(path.split(separator: "/").last ?? ""))
            self.steps = steps
            scale = HostTimeScale(
                unixMicroseconds: ClockPair.now().unixMicroseconds, at: ImportedPackets.origin)
            isSimulated = file.description.isSimulated
            self.speed = speed
        } catch let error as RecordingFileError {
            throw .replay(
                path, reason: error.message,
                hint: "\(error.hint) tonusd has none of the options that a file may need: tonus import has, and the "
                    + "session that it makes can be played.")
        } catch {
            throw .replay(path, reason: "\(error).", hint: "Try it with tonus analyze, which says more.")
        }
    }

    func player(doorbell: Doorbell, _ note: @escaping @Sendable (LaneChange) -> Void) -> RecordingPlayer {
        RecordingPlayer(steps, speed: speed, readersDoorbell: doorbell, publish: note)
    }
}
