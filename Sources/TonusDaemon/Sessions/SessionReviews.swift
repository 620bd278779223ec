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

    /// The review of a session; that of one which is being recorded now is not kept. Throws where the session cannot be
    /// read, or holds no samples.
    func review(of id: SessionID, isUnfinished: Bool, in store: SessionStore) throws -> SessionReview {
        let known = made.withLock { made in made.first { $0.id == id }?.review }
        if !isUnfinished, let known { return known }
        let review = SessionReview(try SessionSurvey(of: try StoredSession(id, in: store), scoring: .again))
        if !isUnfinished { keep(review, of: id) }
        return review
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
