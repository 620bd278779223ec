// SPDX-License-Identifier: Apache-2.0
import Acquisition
import Synchronization

/// The sentence about the probe, from the threads that change it to the one that tells it.
final class ServiceStatus: Sendable {
    /// The first sentence, and a new one whenever it changes. Only the newest is kept for a reader who is late.
    let changes: AsyncStream<String>
    private let post: AsyncStream<String>.Continuation
    private let sentence: Mutex<ProbeSentence>

    init(simulated: Bool) {
        let first = ProbeSentence(simulated: simulated)
        sentence = Mutex(first)
        (changes, post) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        post.yield(first.text)
    }

    /// From any thread; returns at once.
    func note(_ change: LaneChange) {
        // Within the lock, so that sentences come in the order of the changes.
        sentence.withLock { sentence in
            if let changed = sentence.apply(change) { post.yield(changed) }
        }
    }
}
