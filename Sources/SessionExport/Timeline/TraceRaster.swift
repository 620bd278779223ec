// SPDX-License-Identifier: Apache-2.0

/// How a window of a recording is divided into the points of a picture. Points cover whole samples, all as many, and lie
/// at multiples of their length: a picture that is moved shows the same points.
public struct TraceRaster: Hashable, Sendable {
    /// The place of the first sample.
    public var first: Int
    /// How many samples a point covers, at least 1.
    public var samplesPerPoint: Int
    /// How many points.
    public var count: Int
    /// Whether points are shorter than what is kept of the recording: then its samples have to be read.
    public var needsSamples: Bool

    public var places: Range<Int> { first..<first + count * samplesPerPoint }

    /// What a point covers.
    public func places(ofPoint point: Int) -> Range<Int> {
        first + point * samplesPerPoint..<first + (point + 1) * samplesPerPoint
    }

    /// - Parameters:
    ///   - places: what is to be seen.
    ///   - points: as many at the most, from 1 up.
    ///   - samplesPerStretch: of the envelopes, a power of two.
    ///   - readable: so many samples may be read for a picture; where that would not do, it has fewer points.
    public init(_ places: Range<Int>, points: Int, samplesPerStretch: Int, readable: Int) {
        let wanted = max(1, places.count)
        // Whole points on both sides may make one more.
        var length = max(1, (wanted + max(1, points) - 1) / max(1, points))
        needsSamples = length < samplesPerStretch && wanted <= readable
        if !needsSamples { length = Self.up(length, to: samplesPerStretch) }
        var (begin, end) = Self.bounds(places, length)
        while end - begin > max(1, points) * length {
            length += needsSamples ? 1 : samplesPerStretch
            (begin, end) = Self.bounds(places, length)
            // At its bounds a window of one point may lie on both sides of a multiple.
            if points <= 1 { end = begin + length }
        }
        first = begin
        samplesPerPoint = length
        count = (end - begin) / length
    }

    private static func bounds(_ places: Range<Int>, _ length: Int) -> (Int, Int) {
        (places.lowerBound / length * length, up(max(places.upperBound, places.lowerBound + 1), to: length))
    }

    private static func up(_ number: Int, to multiple: Int) -> Int { (number + multiple - 1) / multiple * multiple }
}
