// SPDX-License-Identifier: Apache-2.0
import Perineometry
import SignalProcessing

/// Frames that can be written as columns.
protocol FrameColumns: ~Copyable {
    var positions: Range<Int> { get }
    subscript(position: Int) -> Frame { get }
}

extension FrameSlice: FrameColumns {}

/// Frames at a lower rate, in a row.
struct DecimatedFrames: FrameColumns {
    private(set) var frames: [Frame] = []
    /// Index of the device sample that follows those which the frames stand for.
    private(set) var end = SampleIndex(0)

    var isEmpty: Bool { frames.isEmpty }
    var positions: Range<Int> { frames.indices }
    subscript(position: Int) -> Frame { frames[position] }

    /// How many device samples the frames stand for, from the index of the first on.
    var covered: UInt64 { frames.first.map { end.distance(from: $0.index) } ?? 0 }

    /// Appends a frame that stands for the device samples from its index until before `end`.
    mutating func append(_ frame: Frame, end: SampleIndex) {
        frames.append(frame)
        self.end = end
    }
}
