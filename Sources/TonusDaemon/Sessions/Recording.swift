// SPDX-License-Identifier: Apache-2.0
import Perineometry
import SessionStore
import StreamAPI

/// A session that is being recorded. Used on the event loop only.
final class Recording {
    let id: SessionID
    let lane: DeviceLane
    let feed: RecordingFeed
    private let begun: SessionStore.SessionSummary
    /// Told once everything up to now was handed to the recorder; nil while nobody waits for that.
    private var whenHandedOver: (() -> Void)?
    private var toldState: String?

    var writer: SessionWriter { feed.writer }

    init(_ begun: SessionStore.SessionSummary, lane: DeviceLane, feed: RecordingFeed) {
        id = begun.id
        self.begun = begun
        self.lane = lane
        self.feed = feed
    }

    /// As it is now. What it counts is on the disk.
    var summary: StreamAPI.SessionSummary {
        let progress = writer.progress
        return StreamAPI.SessionSummary(begun, progress: progress, seconds: progress.seconds)
    }

    /// Whether the recorder has given up.
    var failure: StoreError? { writer.progress.failure }

    /// Hands over what has come. Returns whether the session is in another state than at the last call.
    func advance() -> Bool {
        let isDone = feed.advance()
        if isDone, let told = whenHandedOver {
            whenHandedOver = nil
            told()
        }
        let state = failure == nil ? writer.progress.state.rawValue : "failed"
        defer { toldState = state }
        return state != toldState
    }

    /// Calls back once what has come so far is with the recorder.
    func afterHandingOver(_ body: @escaping () -> Void) {
        whenHandedOver = body
        _ = advance()
    }
}
