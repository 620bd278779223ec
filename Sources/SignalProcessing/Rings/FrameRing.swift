// SPDX-License-Identifier: Apache-2.0
public import Perineometry
import Synchronization

/// The recent past of a stream: one writing thread, any number of reading threads, none of which can hold up the writer.
///
/// Frames are numbered by *position*, from 0 without holes, in the order in which they were appended; a frame's
/// `SampleIndex` may jump where samples are missing. Each reader keeps its own position. A reader that falls behind
/// finds its position below `oldest` and can tell exactly what it missed.
///
/// Frames are kept as columns of only the channels that the probe has: 34 + 20 x channels bytes a frame, so 122 s of
/// 8 channels at 1 kHz are 24 MB. Memory is touched as it fills.
public final class FrameRing: @unchecked Sendable {
    // Unchecked: the writer stores a frame before it publishes `end` with release ordering, and readers keep clear of
    // the oldest `guardBand` frames, which are the next to be overwritten. `read` checks afterwards that the writer did
    // not pass, which needs a reader that slept for a whole guard band in the middle of one read.
    public let channelCount: Int
    public let capacity: Int
    private let guardBand: Int
    private let published = PaddedCounter()

    private let indices: UnsafeMutablePointer<UInt64>
    private let deviceTimes: UnsafeMutablePointer<UInt64>
    private let hostTimes: UnsafeMutablePointer<UInt64>
    private let rests: UnsafeMutablePointer<Double>
    private let rawCounts: UnsafeMutablePointer<Int32>
    private let pressures: UnsafeMutablePointer<Double>
    private let filtereds: UnsafeMutablePointer<Double>
    private let states: UnsafeMutablePointer<UInt8>
    private let clippings: UnsafeMutablePointer<Bool>

    /// Makes a ring.
    ///
    /// - Parameters:
    ///   - channelCount: 1 to `Channel.limit`.
    ///   - readableCapacity: how many of the newest frames readers can always reach, at least 1; the ring holds a
    ///     sixtieth more as its guard band: 2 s of 120.
    public init(channelCount: Int, readableCapacity: Int) {
        precondition((1...Channel.limit).contains(channelCount), "a ring has 1 to \(Channel.limit) channels")
        precondition(readableCapacity >= 1, "a ring holds at least one frame")
        self.channelCount = channelCount
        guardBand = max(16, readableCapacity / 60)
        capacity = readableCapacity + guardBand
        indices = .allocate(capacity: capacity)
        deviceTimes = .allocate(capacity: capacity)
        hostTimes = .allocate(capacity: capacity)
        rests = .allocate(capacity: capacity)
        rawCounts = .allocate(capacity: capacity * channelCount)
        pressures = .allocate(capacity: capacity * channelCount)
        filtereds = .allocate(capacity: capacity * channelCount)
        states = .allocate(capacity: capacity)
        clippings = .allocate(capacity: capacity)
    }

    deinit {
        indices.deallocate()
        deviceTimes.deallocate()
        hostTimes.deallocate()
        rests.deallocate()
        rawCounts.deallocate()
        pressures.deallocate()
        filtereds.deallocate()
        states.deallocate()
        clippings.deallocate()
    }

    /// Appends a frame. To be called from one thread only.
    public func append(_ frame: Frame) {
        let position = published.value.load(ordering: .relaxed)
        let slot = position % capacity
        indices[slot] = frame.index.value
        deviceTimes[slot] = frame.deviceTime.microseconds
        hostTimes[slot] = frame.hostTime.nanoseconds
        rests[slot] = frame.rest
        for channel in 0..<channelCount {
            rawCounts[slot * channelCount + channel] = frame.counts[channel]
            pressures[slot * channelCount + channel] = frame.pressure[channel]
            filtereds[slot * channelCount + channel] = frame.filtered[channel]
        }
        states[slot] = frame.state.rawValue
        clippings[slot] = frame.isClipped
        published.value.store(position + 1, ordering: .releasing)
    }

    /// The position after the newest frame; equally, how many frames were ever appended.
    public var end: Int { published.value.load(ordering: .acquiring) }

    /// The position of the oldest frame that can be read.
    public var oldest: Int { max(0, end - (capacity - guardBand)) }

    /// Reads frames in place.
    ///
    /// - Parameters:
    ///   - positions: must lie between `oldest` and `end`.
    ///   - body: is given the frames; what it made of them must be thrown away when the result is false.
    /// - Returns: false where the writer overtook the reader meanwhile.
    public func read(_ positions: Range<Int>, _ body: (borrowing FrameSlice) -> Void) -> Bool {
        guard positions.lowerBound >= oldest, positions.upperBound <= end else { return false }
        body(FrameSlice(ring: self, positions: positions))
        return end - positions.lowerBound <= capacity
    }

    /// The sample index of the frame at a position between `oldest` and `end`.
    public func index(at position: Int) -> SampleIndex { SampleIndex(indices[position % capacity]) }

    /// The first position, from `oldest` to `end`, whose frame was measured at or after an instant.
    public func position(since hostTime: HostTime) -> Int {
        var low = oldest
        var high = end
        while low < high {
            let middle = low + (high - low) / 2
            if hostTimes[middle % capacity] < hostTime.nanoseconds { low = middle + 1 } else { high = middle }
        }
        return low
    }

    fileprivate func frame(at position: Int) -> Frame {
        let slot = position % capacity
        var counts = SIMD8<Int32>()
        var pressure = ChannelVector()
        var filtered = ChannelVector()
        for channel in 0..<channelCount {
            counts[channel] = rawCounts[slot * channelCount + channel]
            pressure[channel] = pressures[slot * channelCount + channel]
            filtered[channel] = filtereds[slot * channelCount + channel]
        }
        return Frame(
            index: SampleIndex(indices[slot]), deviceTime: DeviceTime(microseconds: deviceTimes[slot]),
            hostTime: HostTime(nanoseconds: hostTimes[slot]), counts: counts, pressure: pressure, filtered: filtered,
            rest: rests[slot], state: MuscleState(rawValue: states[slot]) ?? .settling, isClipped: clippings[slot])
    }
}

/// A run of frames inside a `FrameRing`, valid only within the closure it was given to.
public struct FrameSlice: ~Copyable {
    fileprivate let ring: FrameRing
    public let positions: Range<Int>

    public var channelCount: Int { ring.channelCount }

    public subscript(position: Int) -> Frame { ring.frame(at: position) }
}
