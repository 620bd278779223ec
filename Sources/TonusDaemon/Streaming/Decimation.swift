// SPDX-License-Identifier: Apache-2.0
import Acquisition
import Perineometry
import SignalProcessing

/// A subscription's way through one run at a lower rate than the run's.
final class Decimation {
    /// Position of the run's first frame: it tells runs apart that have frames.
    let base: Int
    let description: StreamDescription
    let rate: Int
    private var decimator: FrameDecimator
    /// Device samples taken that no output given so far stands for.
    private(set) var waiting: UInt64 = 0

    /// Nil where `rate` is not below the run's: then there is nothing to lower.
    init?(rate: Int, description: StreamDescription, base: Int) {
        guard let decimator = try? FrameDecimator(inputRateHertz: description.rateHertz, outputRateHertz: rate) else {
            return nil
        }
        self.decimator = decimator
        self.base = base
        self.description = description
        self.rate = rate
    }

    /// So many device samples may be taken at once: they make no more outputs than a line holds.
    var frameLimit: Int { min(512, (SamplesLine.frameLimit - 1) * description.rateHertz / rate) }

    /// Whether no sample waits for later ones.
    var isEmpty: Bool { decimator.isEmpty }

    /// Takes frames; returns the outputs that are complete with them, or nil, and nothing was taken, where the ring was
    /// overwritten meanwhile.
    func take(_ positions: Range<Int>, from frames: FrameRing) -> DecimatedFrames? {
        // Copied before anything is taken: what the ring held is known to be whole only afterwards.
        var copies: [Frame] = []
        copies.reserveCapacity(positions.count)
        let intact = frames.read(positions) { slice in
            for position in slice.positions { copies.append(slice[position]) }
        }
        guard intact else { return nil }
        var outputs = DecimatedFrames()
        for frame in copies { decimator.take(frame, into: &outputs) }
        waiting = waiting + UInt64(copies.count) - outputs.covered
        return outputs
    }

    /// The outputs that wait for later samples, which will not come or do not belong to them.
    func finish() -> DecimatedFrames {
        var outputs = DecimatedFrames()
        decimator.finish(into: &outputs)
        waiting = 0
        return outputs
    }
}
