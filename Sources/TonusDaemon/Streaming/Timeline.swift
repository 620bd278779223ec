// SPDX-License-Identifier: Apache-2.0
import Acquisition
import Perineometry
import SignalProcessing

/// The frames of all runs as one line of positions, so that a reader need not care where one device's run ends and the
/// next begins. Used on the event loop only.
struct Timeline {
    /// A run and the position of its first frame.
    struct Stretch {
        let run: StreamRun
        let base: Int
        let lines = LineCache()

        var end: Int { base + run.frames.end }
        var oldest: Int { base + run.frames.oldest }
    }

    /// The current run and the one before it: older ones are let go, so that a flapping cable costs no memory.
    private(set) var stretches: [Stretch] = []

    /// Where frames are visible to readers. It moves only in `advance`, so that events are logged before the frames that
    /// follow them can be sent.
    private(set) var end = 0

    mutating func begin(_ run: StreamRun) {
        stretches.append(Stretch(run: run, base: end))
        if stretches.count > 2 { stretches.removeFirst() }
    }

    /// Makes all frames so far visible.
    mutating func advance() {
        guard let current = stretches.last, current.end > end else { return }
        end = current.end
        endIndex = current.run.frames.index(at: end - 1 - current.base) + 1
    }

    var current: Stretch? { stretches.last }

    /// The oldest position that can be read.
    var oldest: Int { stretches.first?.oldest ?? end }

    /// The place of the frame that comes next, so far as is visible: its index may prove to be higher.
    var endPlace: LanePlace { LanePlace(position: end, index: endIndex) }
    private var endIndex = SampleIndex(0)

    /// The stretch that holds a position, or nil where there is no such frame.
    func stretch(at position: Int) -> Stretch? {
        stretches.last { $0.base <= position && position < $0.end }
    }

    /// The first readable position at or after `position`.
    func readable(from position: Int) -> Int {
        for stretch in stretches where position < stretch.end { return max(position, stretch.oldest) }
        return max(position, end)
    }

    /// The position of the first visible frame that was measured at or after an instant.
    func position(since hostTime: HostTime) -> Int {
        for stretch in stretches {
            let position = stretch.base + stretch.run.frames.position(since: hostTime)
            if position < stretch.end { return min(position, end) }
        }
        return end
    }
}
