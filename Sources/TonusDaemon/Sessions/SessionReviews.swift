// SPDX-License-Identifier: Apache-2.0
import ContractionDetection
import SessionExport
import SessionStore
import Synchronization

/// Reviews that were made before: a comparison or a trend needs those of many sessions, and a session that is over does not
/// change. The latest are in memory, the others sealed beside their sessions. Used by any thread.
final class SessionReviews: Sendable {
    private let made = Mutex<[(id: SessionID, blocks: UInt64, review: SessionReview)]>([])

    /// As kept beside a session.
    private struct Kept: Codable {
        var maker: String
        /// How much the session held then: one that was recovered may be gone on with.
        var blocks: UInt64
        var review: SessionReview
    }

    /// What another version of the program made is made again, and what another rule did.
    private static let maker =
        "\(SessionDesk.software), \(DetectorDefinition.current.id), review \(SessionReview.revision)"

    /// The most reviews that are kept, and contractions in all of them (assumption: some 20 MiB).
    static let limit = 128
    static let contractionLimit = 20_000

    /// Finds the review of a session, or makes it; that of one which is being recorded now is not kept.
    ///
    /// - Parameters:
    ///   - id: of the session.
    ///   - isUnfinished: whether it is being recorded now.
    ///   - store: where it is.
    ///   - traces: where it may be being read already.
    /// - Returns: the review.
    /// - Throws: `StoreError` where the session cannot be read, `ExportError.empty` where it holds no samples.
    func review(
        of id: SessionID, isUnfinished: Bool, in store: SessionStore, reading traces: SessionTraces
    ) throws -> SessionReview {
        guard !isUnfinished else { return try Self.read(id, in: store) }
        let blocks = try store.read(id).blockCount
        let known = made.withLock { made in made.first { $0.id == id && $0.blocks == blocks }?.review }
        if let known { return known }
        if let kept = try store.figures(of: id, as: Kept.self), kept.maker == Self.maker, kept.blocks == blocks {
            keep(kept.review, of: id, blocks)
            return kept.review
        }
        let review = try traces.review(of: id) ?? Self.read(id, in: store)
        keep(review, of: id, blocks)
        // Where the disk takes nothing it is made again another time.
        try? store.keepFigures(Kept(maker: Self.maker, blocks: blocks, review: review), of: id)
        return review
    }

    private static func read(_ id: SessionID, in store: SessionStore) throws -> SessionReview {
        SessionReview(try SessionSurvey(of: try StoredSession(id, in: store), scoring: .again))
    }

    private func keep(_ review: SessionReview, of id: SessionID, _ blocks: UInt64) {
        made.withLock { made in
            made.removeAll { $0.id == id }
            made.append((id, blocks, review))
            while made.count > Self.limit
                || made.count > 1 && Self.contractions(made) > Self.contractionLimit
            {
                made.removeFirst()
            }
        }
    }

    private static func contractions(_ made: [(id: SessionID, blocks: UInt64, review: SessionReview)]) -> Int {
        made.reduce(0) { $0 + $1.review.contractions.count }
    }

    /// Sessions are deleted.
    func drop(_ ids: [SessionID]) { made.withLock { made in made.removeAll { ids.contains($0.id) } } }
}
