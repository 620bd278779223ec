// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// What comes next in a recording.
public enum RecordingPiece: Sendable, Equatable {
    case samples(RecordingBlock)
    case gap(RecordingGap)
}

/// Samples without a break, equally spaced at the recording's rate.
public struct RecordingBlock: Sendable, Equatable {
    /// The place of the first sample on the recording's grid, counted from 0. Missing samples are counted too, so that
    /// a sample's time after the first one is always its index divided by the rate.
    public var first: SampleIndex
    /// One vector a sample: the chosen channels in their order, pelvic floor first. In cmH2O, or as recorded where the
    /// unit is `counts`. NaN where the recording holds no number; 0 beyond the chosen channels.
    public var samples: [ChannelVector]
    /// One byte a sample: bit n is set where channel n stands at a limit that the file states for it.
    public var clipped: [UInt8]

    public init(first: SampleIndex, samples: [ChannelVector], clipped: [UInt8]) {
        self.first = first
        self.samples = samples
        self.clipped = clipped
    }
}

/// Grid places for which the recording has nothing.
public struct RecordingGap: Sendable, Equatable {
    public var first: SampleIndex
    public var missing: UInt64
    /// Missing samples times the sampling interval.
    public var seconds: Double

    public init(first: SampleIndex, missing: UInt64, seconds: Double) {
        self.first = first
        self.missing = missing
        self.seconds = seconds
    }
}

/// A note that the recording carries.
public struct RecordedAnnotation: Sendable, Equatable {
    /// Seconds after the first sample; may be negative.
    public var onsetSeconds: Double
    public var durationSeconds: Double?
    /// At most 512 bytes.
    public var text: String

    public init(onsetSeconds: Double, durationSeconds: Double?, text: String) {
        self.onsetSeconds = onsetSeconds
        self.durationSeconds = durationSeconds
        self.text = text
    }
}

/// Collects samples into blocks of bounded size and turns jumps of the index into gaps.
struct PieceAssembler {
    static let blockSamples = 4096

    let rateHertz: Double
    private(set) var nextIndex: UInt64 = 0
    private var first: UInt64 = 0
    private var samples: [ChannelVector] = []
    private var clipped: [UInt8] = []
    /// At most a block, a gap and another block.
    private var ready: [RecordingPiece] = []
    /// Whether channel 0 ever held a number.
    private(set) var hasValues = false
    private(set) var hasSamples = false

    init(rateHertz: Double) {
        self.rateHertz = rateHertz
        samples.reserveCapacity(Self.blockSamples)
        clipped.reserveCapacity(Self.blockSamples)
    }

    /// Takes a sample. `index` must not lie before `nextIndex`.
    mutating func append(_ values: ChannelVector, clipped limits: UInt8 = 0, at index: UInt64) {
        if index > nextIndex { skip(to: index) }
        if samples.isEmpty { first = index }
        samples.append(values)
        clipped.append(limits)
        hasSamples = true
        if !hasValues { hasValues = values[0].isFinite }
        nextIndex = index + 1
        if samples.count == Self.blockSamples { flush() }
    }

    /// Leaves out everything before `index`.
    mutating func skip(to index: UInt64) {
        guard index > nextIndex else { return }
        flush()
        let missing = index - nextIndex
        ready.append(
            .gap(RecordingGap(first: SampleIndex(nextIndex), missing: missing, seconds: Double(missing) / rateHertz)))
        nextIndex = index
    }

    mutating func flush() {
        guard !samples.isEmpty else { return }
        ready.append(.samples(RecordingBlock(first: SampleIndex(first), samples: samples, clipped: clipped)))
        samples.removeAll(keepingCapacity: true)
        clipped.removeAll(keepingCapacity: true)
    }

    mutating func pop() -> RecordingPiece? { ready.isEmpty ? nil : ready.removeFirst() }
}
