// SPDX-License-Identifier: Apache-2.0
import SessionExport
import SessionStore
import Synchronization

/// Reviews that were made lately: a comparison or a trend needs those of sessions that somebody has just looked at, and a
/// session that is over does not change. Used by any thread.
final class SessionReviews: Sendable {
    private let made = Mutex<[(id: SessionID, review: SessionReview)]>([])

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
        if let known = made.withLock({ made in made.first { $0.id == id }?.review }) { return known }
        let review = try traces.review(of: id) ?? Self.read(id, in: store)
        keep(review, of: id)
        return review
    }

    private static func read(_ id: SessionID, in store: SessionStore) throws -> SessionReview {
        SessionReview(try SessionSurvey(of: try StoredSession(id, in: store), scoring: .again))
    }

    private func keep(_ review: SessionReview, of id: SessionID) {
        made.withLock { made in
            made.removeAll { $0.id == id }
            made.append((id, review))
            while made.count > Self.limit
                || made.count > 1 && Self.contractions(made) > Self.contractionLimit
            {
                made.removeFirst()
            }
        }
    }

    private static func contractions(_ made: [(id: SessionID, review: SessionReview)]) -> Int {
        made.reduce(0) { $0 + $1.review.contractions.count }
    }

    /// Sessions are deleted.
    func drop(_ ids: [SessionID]) { made.withLock { made in made.removeAll { ids.contains($0.id) } } }
}
