// SPDX-License-Identifier: Apache-2.0
import Dispatch
import PerineometerDriver
import Perineometry
import SessionExport
import SessionStore
import Synchronization

/// The trace of one recording, read once in the background, and what a review tells of it, found on the same way. Windows
/// of the trace can be asked for meanwhile. Used by any thread.
///
/// Memory stays bounded however long the recording is: envelopes of a fixed size, places to read on from, and the samples
/// of what was last looked at closely.
final class OpenedTrace: Sendable {
    let id: SessionID
    /// It was still being recorded when it was opened: more may have come.
    let isUnfinished: Bool
    let openedAt = HostClock.now().seconds
    private let session: StoredSession
    private let places = StoredPlaces()
    private let state: Mutex<State>
    /// Goes on.
    private let reading = DispatchGroup()
    /// Samples of the stretches that were looked at last. Whoever reads samples holds it: one at a time.
    private let close = Mutex<[Chunk]>([])

    private struct State {
        var trace: SessionTrace
        var share = 0.0
        /// As far as the reading has come, in order of onset.
        var found: [FoundContraction] = []
        var review: SessionReview?
        var failure: (any Error)?
        var isGivenUp = false
    }

    private struct Chunk {
        var number: Int
        var samples: [[Float]]
    }

    /// How many samples are read at a time.
    static let chunkSamples = 1 << 14
    /// How many such stretches are kept: 6 MiB of eight channels.
    static let chunkLimit = 12
    /// How many pieces are taken at a time: so long whoever looks may have to wait.
    private static let batch = 256

    /// - Throws: `StoreError` where the session cannot be read, `ExportError` where it holds no samples.
    init(
        _ id: SessionID, in store: SessionStore, isUnfinished: Bool, stretchLimit: Int = SessionTrace.stretchLimit
    ) throws {
        self.id = id
        self.isUnfinished = isUnfinished
        session = try StoredSession(id, in: store, isWhole: false)
        state = Mutex(State(trace: SessionTrace(of: session.facts, stretchLimit: stretchLimit)))
    }

    /// Reads the recording to its end, where nothing waits for it. To be called once.
    func beginReading() {
        reading.enter()
        BackgroundThread.run("tonus-trace") { [self] in
            read()
            reading.leave()
        }
    }

    /// Reads the recording to its end. To be called once.
    func read() {
        do {
            var reading = try SessionReading(try session.pieces(noting: places), of: session.facts)
            var count = 0
            // Others look at the trace while the next stretch is being read.
            while let stretch = try reading.next(Self.batch) {
                let share = min(reading.pieces.share, 0.999)
                let found = reading.found(after: count)
                count += found.count
                let isGivenUp = state.withLock { state in
                    state.trace.take(stretch)
                    state.found += found
                    state.share = share
                    return state.isGivenUp
                }
                if isGivenUp { return }
            }
            state.withLock { $0.share = 1 }
            var review = SessionReview(try reading.finish(rereading: session))
            review.take(reading.pieces.notices.all)
            state.withLock { $0.review = review }
        } catch {
            state.withLock { $0.failure = error }
        }
    }

    /// Waits for the end of the reading that was begun. Returns what a review tells of the session; nil where it was given
    /// up. Throws why it could not be read.
    func review() throws -> SessionReview? {
        reading.wait()
        return try state.withLock { state in
            if let failure = state.failure { throw failure }
            return state.review
        }
    }

    /// Nobody wants it any more.
    func giveUp() { state.withLock { $0.isGivenUp = true } }

    /// The course of a channel in a window.
    ///
    /// - Parameters:
    ///   - channel: from 0; nil for the first of the pelvic floor.
    ///   - from: seconds from the first sample.
    ///   - to: the same; nil for the end. What is beyond the recording is left out.
    ///   - points: at most so many.
    /// - Returns: what there is of it, as far as the recording was read.
    /// - Throws: `UnknownChannel` where the recording has no such channel; why it could not be read.
    func window(channel: Int?, from: Double, to: Double?, points: Int) throws -> Window {
        let rate = Double(session.facts.rateHertz)
        let channels = session.facts.channels
        let channel = channel ?? channels.firstIndex { $0.role == .pelvicFloor } ?? 0
        guard channels.indices.contains(channel) else { throw UnknownChannel(count: channels.count) }
        var window = try state.withLock { state in
            if let failure = state.failure { throw failure }
            let trace = state.trace
            let end = Double(trace.places)
            let first = max(0, min(from * rate, end - 1))
            let last = max(first + 1, min((to ?? .infinity) * rate, end))
            let raster = TraceRaster(
                Int(first.rounded(.down))..<Int(last.rounded(.up)), points: points,
                samplesPerStretch: trace.samplesPerStretch,
                readable: (Self.chunkLimit - 1) * Self.chunkSamples)
            var window = Window(facts: session.facts, channel: channel, raster: raster, share: state.share)
            window.places = trace.places
            window.take(trace)
            guard !raster.needsSamples else { return window }
            let envelope = trace.envelopes[channel]
            window.ranges = (0..<raster.count).map { envelope.range(of: raster.places(ofPoint: $0)) }
            return window
        }
        if window.raster.needsSamples { window.ranges = try ranges(of: channel, on: window.raster) }
        return window
    }

    /// The contractions that were found so far, from the one after `number` on: at most `limit` of them.
    func found(after number: Int, limit: Int) -> [FoundContraction] {
        state.withLock { Array($0.found.dropFirst(number).prefix(limit)) }
    }

    struct UnknownChannel: Error { var count: Int }

    // MARK: Looking closely

    private func ranges(of channel: Int, on raster: TraceRaster) throws -> [ClosedRange<Float>?] {
        try close.withLock { chunks in
            let (first, last) = (raster.places.lowerBound, raster.places.upperBound - 1)
            let needed = first / Self.chunkSamples...last / Self.chunkSamples
            var samples: [Int: [Float]] = [:]
            for number in needed {
                if let known = chunks.firstIndex(where: { $0.number == number }) {
                    chunks.append(chunks.remove(at: known))
                } else {
                    let first = number * Self.chunkSamples
                    let read = try read(first..<first + Self.chunkSamples)
                    if chunks.count >= Self.chunkLimit { chunks.removeFirst() }
                    // What is read before the whole recording was may lack its end.
                    chunks.append(Chunk(number: number, samples: read))
                }
                samples[number] = chunks.last?.samples[channel]
            }
            if state.withLock({ $0.share < 1 }) { chunks = [] }
            return (0..<raster.count).map { point in
                var low = Float.infinity
                var high = -Float.infinity
                for place in raster.places(ofPoint: point) {
                    guard let value = samples[place / Self.chunkSamples]?[place % Self.chunkSamples], value.isFinite
                    else { continue }
                    low = min(low, value)
                    high = max(high, value)
                }
                return low <= high ? low...high : nil
            }
        }
    }

    /// Reads samples from the disk: channel by channel, NaN where one is missing.
    private func read(_ places: Range<Int>) throws -> [[Float]] {
        var samples = session.facts.channels.map { _ in [Float](repeating: .nan, count: places.count) }
        let trace = state.withLock { $0.trace.positions }
        for place in self.places.covering(places, at: trace.place) {
            var pieces = try session.pieces(from: place)
            while let piece = try pieces.next() {
                guard case .samples(let run) = piece else { continue }
                let first = trace.place(of: run.first.index)
                guard first < places.upperBound else { break }
                guard first + run.count > places.lowerBound else { continue }
                for (channel, column) in run.pressures.enumerated() {
                    for (offset, value) in column.enumerated() where places.contains(first + offset) {
                        samples[channel][first + offset - places.lowerBound] = Float(value)
                    }
                }
            }
        }
        return samples
    }
}

extension OpenedTrace {
    /// What a window shows.
    struct Window {
        let facts: SessionExport.SessionFacts
        let channel: Int
        let raster: TraceRaster
        let share: Double
        var places = 0
        /// A point each; nil where nothing was measured.
        var ranges: [ClosedRange<Float>?] = []
        var gaps: [Range<Int>] = []
        var clipped: [Range<Int>] = []
        var remarks: [SessionTrace.TraceRemark] = []
        /// Some were left out.
        var hasMore = false

        /// More of a kind cannot be told apart in a picture, and would make an answer too long (assumption).
        static let limit = 200

        fileprivate init(facts: SessionExport.SessionFacts, channel: Int, raster: TraceRaster, share: Double) {
            (self.facts, self.channel, self.raster, self.share) = (facts, channel, raster, share)
        }

        fileprivate mutating func take(_ trace: SessionTrace) {
            let places = raster.places
            gaps = limited(
                (trace.gaps.filter { $0.overlaps(places) }
                    + trace.seams.filter { places.contains($0) }.map { $0..<$0 })
                    .sorted { $0.lowerBound < $1.lowerBound })
            clipped = limited(trace.clipped.filter { $0.overlaps(places) })
            remarks = limited(trace.remarks.filter { places.contains($0.place) }.sorted { $0.place < $1.place })
        }

        private mutating func limited<Element>(_ all: [Element]) -> [Element] {
            if all.count > Self.limit { hasMore = true }
            return Array(all.prefix(Self.limit))
        }
    }
}
