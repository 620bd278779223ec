// SPDX-License-Identifier: Apache-2.0
import Perineometry

/// Remembers when the person was last asked to contract, so that contractions can be told apart that nobody asked for.
struct CueClock: Sendable {
    /// From so long before a cue, for who sees it coming, to so long after it a contraction answers it (assumptions: people
    /// react within about half a second, and some gather themselves first).
    private static let answerSeconds = -0.3...3.0
    private var cues = InlineArray<8, DeviceTime>(repeating: DeviceTime(microseconds: 0))
    private var count = 0

    mutating func cue(at time: DeviceTime) {
        cues[count % cues.count] = time
        count += 1
    }

    /// What an onset says of a contraction.
    func judge(onset: DeviceTime) -> ContractionCue {
        guard count > 0 else { return .unknown }
        for index in 0..<min(count, cues.count)
        where Self.answerSeconds.contains(onset.seconds(since: cues[index])) { return .cued }
        return .uncued
    }
}
