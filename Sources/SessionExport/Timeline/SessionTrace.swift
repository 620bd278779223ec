// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// What a picture of a whole session needs, at any zoom, in bounded memory: an envelope of each channel, and where
/// something is missing, clipped, marked, asked for or zeroed.
public struct SessionTrace: Sendable {
    public let facts: SessionFacts
    /// Of all channels together so many stretches are kept, of 8 bytes (assumption: 32 MiB are to be had, and hold two
    /// hours of eight channels at 1 kHz by 16 samples).
    public static let stretchLimit = 1 << 22
    /// One for each channel.
    public private(set) var envelopes: [PressureEnvelope]
    /// Places without samples.
    public var gaps: [Range<Int>] { spans.spans }
    /// Places at which the converter was at its limit.
    public var clipped: [Range<Int>] { clippedSpans.spans }
    /// Where nobody knows how many samples are missing: the device or the daemon began anew.
    public private(set) var seams: [Int] = []
    public private(set) var remarks: [TraceRemark] = []
    /// So many places were read, gaps included.
    public private(set) var places = 0
    private var spans = SpanList()
    private var clippedSpans: SpanList
    private var grid: SampleGrid

    /// Something that was said at a place of a recording.
    public struct TraceRemark: Hashable, Sendable {
        public var place: Int
        public var kind: SessionRemark.Kind
    }

    /// More are not kept (assumption: more than a person makes).
    public static let remarkLimit = 10_000

    public init(of facts: SessionFacts, stretchLimit: Int = Self.stretchLimit) {
        self.facts = facts
        let limit = stretchLimit / max(1, facts.channels.count)
        envelopes = facts.channels.map { _ in PressureEnvelope(limit: limit) }
        clippedSpans = SpanList(joinedWithin: facts.rateHertz / 10)
        grid = SampleGrid(rateHertz: facts.rateHertz)
    }

    /// How many samples a stretch of the envelopes covers.
    public var samplesPerStretch: Int { envelopes.map(\.samplesPerStretch).max() ?? 1 }

    /// Seconds from the first sample.
    public func time(of place: Int) -> Double { Double(place) / Double(facts.rateHertz) }

    /// Where samples lie, by their index in the pieces of the session.
    public struct Positions: Sendable {
        fileprivate let grid: SampleGrid

        public func place(of index: SampleIndex) -> Int { grid.place(of: index) }
    }

    public var positions: Positions { Positions(grid: grid) }

    /// Takes the next stretch of the session.
    public mutating func take(_ stretch: SessionStretch) {
        for piece in stretch.pieces { take(piece) }
        grid = stretch.grid
    }

    private mutating func take(_ piece: TimelinePiece) {
        switch piece {
        case .samples(let placed):
            for (channel, column) in placed.run.pressures.enumerated() {
                for (offset, value) in column.enumerated() {
                    envelopes[channel].take(Float(value), at: placed.place + offset)
                }
            }
            for span in placed.run.clipped {
                let end = min(span.upperBound, placed.run.count)
                if span.lowerBound < end { clippedSpans.append(placed.place + span.lowerBound..<placed.place + end) }
            }
            places = max(places, placed.place + placed.run.count)
        case .gap(let gap):
            if gap.places.isEmpty {
                if seams.count < SpanList.limit { seams.append(gap.places.lowerBound) }
            } else {
                spans.append(gap.places)
                places = max(places, gap.places.upperBound)
            }
        case .remark(let remark):
            if case .exercise = remark.kind { break }
            if remarks.count < Self.remarkLimit {
                remarks.append(TraceRemark(place: remark.place, kind: remark.kind))
            }
        case .contraction, .figures: break
        }
    }
}
