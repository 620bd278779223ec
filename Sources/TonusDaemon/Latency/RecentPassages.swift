// SPDX-License-Identifier: Apache-2.0
import Perineometry

/// The packets published last, for as long as a client may be late in taking them. Of fixed size.
struct RecentPassages {
    struct Passage {
        /// Position in the timeline after the packet's newest frame.
        var end: Int
        var converted: HostTime
        var published: HostTime
    }

    private var passages: [Passage] = []
    private var next = 0

    /// 4 s at 1000 packets a second, 16 s at 250. A client further behind is not measured: it is told `lag`, or closed.
    static let capacity = 4096

    /// Appends a packet, whose end must not lie before that of the one before.
    mutating func append(_ passage: Passage) {
        if passages.count < Self.capacity {
            passages.append(passage)
        } else {
            passages[next] = passage
        }
        next = (next + 1) % Self.capacity
    }

    /// Visits, newest first, the packets whose last frame is among those at `positions`.
    func forEach(endingIn positions: Range<Int>, _ body: (Passage) -> Void) {
        for age in 1...max(1, passages.count) where age <= passages.count {
            let passage = passages[(next - age + Self.capacity) % Self.capacity]
            if passage.end <= positions.lowerBound { return }
            if passage.end <= positions.upperBound { body(passage) }
        }
    }
}
