// SPDX-License-Identifier: Apache-2.0
import PerineometerDriver
import Perineometry
import SessionStore
import StreamAPI

/// A session that is being recorded. Used on the event loop only.
final class Recording {
    let id: SessionID
    let lane: DeviceLane
    let feed: RecordingFeed
    private let begun: SessionSummary
    /// Told once everything up to now was handed to the recorder, or it has given up.
    private var whenHandedOver: [() -> Void] = []
    private var toldState: String?
    private var told = HostTime(nanoseconds: 0)

    /// Those that were made last.
    private(set) var marks: [SessionMessage.Mark] = []
    private var markCount = 0

    /// So many are kept, to be told to who comes later (assumption: more than a live picture holds).
    private static let markLimit = 20
    /// So long a text stands in a picture.
    private static let markTextLimit = 100

    /// How often it is told how far a recording has got.
    private static let tellingSeconds = 1.0

    var writer: SessionWriter { feed.writer }

    init(_ begun: SessionSummary, lane: DeviceLane, feed: RecordingFeed) {
        id = begun.id
        self.begun = begun
        self.lane = lane
        self.feed = feed
    }

    /// As it is now. What it counts is on the disk.
    var summary: SessionReport {
        let progress = writer.progress
        return SessionReport(begun, progress: progress, seconds: progress.seconds)
    }

    /// Whether the recorder has given up.
    var failure: StoreError? { writer.progress.failure }

    /// Hands over what has come.
    ///
    /// - Parameter whenThereIsRoom: called back, on any thread, where not all of it found room.
    /// - Returns: whether there is something to tell: another state, or a second has passed.
    func advance(whenThereIsRoom: @escaping @Sendable () -> Void) -> Bool {
        let isDone = feed.advance()
        if !isDone { writer.commitSoon(whenThereIsRoom: whenThereIsRoom) }
        if isDone || failure != nil {
            let waiting = whenHandedOver
            whenHandedOver = []
            for told in waiting { told() }
        }
        let state = failure == nil ? writer.progress.state.rawValue : "failed"
        let now = HostClock.now()
        guard state != toldState || (state == "recording" && now.seconds - told.seconds >= Self.tellingSeconds) else {
            return false
        }
        toldState = state
        told = now
        return true
    }

    /// A mark is on the disk.
    func note(_ mark: SessionMarkResult, text: String?) -> SessionMessage.Mark {
        markCount += 1
        let noted = SessionMessage.Mark(
            number: markCount, index: mark.index, hostTime: mark.hostTime,
            text: text.flatMap { $0.isEmpty ? nil : String($0.prefix(Self.markTextLimit)) })
        marks = marks.suffix(Self.markLimit - 1) + [noted]
        return noted
    }

    /// Calls back once what has come so far is with the recorder, or can no longer be.
    func afterHandingOver(_ body: @escaping () -> Void) { whenHandedOver.append(body) }
}
