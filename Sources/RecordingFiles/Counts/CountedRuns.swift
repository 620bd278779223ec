// SPDX-License-Identifier: Apache-2.0
import Perineometry

/// Some samples of a recording as counts.
public struct CountedRun: Sendable, Equatable {
    /// Stands in every channel of a sample that is missing.
    public static let missing = Int32.min

    /// The place of the first sample, from 0; missing ones are counted.
    public var first: UInt64
    public var channelCount: Int
    /// Sample after sample, a count a channel.
    public var counts: [Int32]

    public init(first: UInt64, channelCount: Int, counts: [Int32]) {
        self.first = first
        self.channelCount = channelCount
        self.counts = counts
    }

    /// How many samples, missing ones counted.
    public var sampleCount: Int { counts.count / channelCount }
}

/// The counts of a recording, read run by run in constant memory. What lies between two runs is missing.
public struct CountedRuns {
    private let file: RecordingFile
    private let scales: [CountScale]
    private let firstPlace: UInt64
    private let end: UInt64

    init(_ file: RecordingFile, scales: [CountScale], firstPlace: UInt64, end: UInt64) {
        self.file = file
        self.scales = scales
        self.firstPlace = firstPlace
        self.end = end
    }

    /// The next run; nil after the last. A file that has changed since it was first read gives no more than it had.
    public mutating func next() throws(RecordingFileError) -> CountedRun? {
        while let piece = try file.next() {
            guard case .samples(let block) = piece else { continue }
            let skipped = block.first.value < firstPlace ? Int(clamping: firstPlace - block.first.value) : 0
            let count = min(block.samples.count, Int(clamping: end - min(end, block.first.value)))
            guard skipped < count else { continue }
            var counts: [Int32] = []
            counts.reserveCapacity((count - skipped) * scales.count)
            for sample in block.samples[skipped..<count] { append(sample, to: &counts) }
            return CountedRun(
                first: block.first.value + UInt64(skipped) - firstPlace, channelCount: scales.count, counts: counts)
        }
        return nil
    }

    private func append(_ sample: ChannelVector, to counts: inout [Int32]) {
        let start = counts.count
        if Self.isKept(sample, channelCount: scales.count) {
            for (channel, scale) in scales.enumerated() {
                guard let count = scale.count(of: sample[channel]) else { break }
                counts.append(count)
            }
            if counts.count == start + scales.count { return }
            counts.removeLast(counts.count - start)
        }
        for _ in scales { counts.append(CountedRun.missing) }
    }

    /// Whether all channels hold a pressure.
    static func isKept(_ sample: ChannelVector, channelCount: Int) -> Bool {
        (0..<channelCount).allSatisfy { abs(sample[$0]) <= SignalInspection.plausibleCmH2O }
    }
}
