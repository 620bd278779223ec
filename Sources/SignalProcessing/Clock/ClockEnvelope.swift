// SPDX-License-Identifier: Apache-2.0

/// How far the host's clock was ahead of the device's when a packet was had: the clocks' true offset plus the packet's
/// delay, which is never negative.
public struct ClockDifference: Sendable, BitwiseCopyable {
    /// Device time at which the packet was complete.
    public var deviceMicroseconds: Int64
    /// Host time of arrival less device time.
    public var nanoseconds: Int64

    public init(deviceMicroseconds: Int64, nanoseconds: Int64) {
        self.deviceMicroseconds = deviceMicroseconds
        self.nanoseconds = nanoseconds
    }
}

/// The offset of the host's clock from the device's as a linear function of device time.
public struct ClockLine: Sendable, BitwiseCopyable {
    /// Where the line touches the envelope: two packets with the middle of the window between them. Equal where the
    /// window has but one.
    public var first: ClockDifference
    public var last: ClockDifference

    /// Nanoseconds by which the offset grows in a microsecond of device time: 0.001 is one part per million.
    public var slope: Double {
        let span = last.deviceMicroseconds &- first.deviceMicroseconds
        return span == 0 ? 0 : Double(last.nanoseconds &- first.nanoseconds) / Double(span)
    }

    /// How far a difference lies above the line, in nanoseconds.
    public func residual(of point: ClockDifference) -> Double {
        Double(point.nanoseconds &- last.nanoseconds)
            - slope * Double(point.deviceMicroseconds &- last.deviceMicroseconds)
    }
}

/// The least clock difference of every second of device time, over the last two minutes, and the line below them.
///
/// The line is the one of Moon, Skelly and Towsley, "Estimation and removal of clock skew from network delay
/// measurements", INFOCOM 1999: of all lines that no packet lies below, the one with the least sum of distances. Unlike
/// least squares it does not follow delays, which err to one side only. It is the edge of the lower convex hull below
/// the mean of the instants, so that a linear program need not be solved.
///
/// A value of fixed size: noting a packet takes constant time, and the line time in proportion to `capacity`.
public struct ClockEnvelope: Sendable, BitwiseCopyable {
    /// Seconds of device time kept.
    public static let capacity = 120

    private var points = InlineArray<120, ClockDifference>(
        repeating: ClockDifference(deviceMicroseconds: 0, nanoseconds: 0))
    private var start = 0
    /// How many whole seconds are kept.
    public private(set) var count = 0
    /// The least difference of the second that is not over.
    public private(set) var open: ClockDifference?

    public init() {}

    /// The least difference of a second, 0 the oldest.
    public subscript(index: Int) -> ClockDifference { points[(start + index) % Self.capacity] }

    /// The same in place: Swift 6.3 copies an envelope of 2 kB to read from one that is not being changed.
    mutating func second(_ index: Int) -> ClockDifference { points[(start + index) % Self.capacity] }

    /// Whether a packet belongs to a later second than the one that is open.
    mutating func endsSecond(_ point: ClockDifference) -> Bool {
        guard let open else { return false }
        return point.deviceMicroseconds / 1_000_000 != open.deviceMicroseconds / 1_000_000
    }

    /// Takes note of a packet. Packets must come in the order of device time.
    public mutating func note(_ point: ClockDifference) {
        guard let open else { self.open = point; return }
        if endsSecond(point) {
            closeSecond()
            discard(before: point.deviceMicroseconds &- Int64(Self.capacity) * 1_000_000)
            self.open = point
        } else if point.nanoseconds < open.nanoseconds {
            self.open = point
        }
    }

    /// Ends the second that is open.
    public mutating func closeSecond() {
        guard let open else { return }
        if count == Self.capacity {
            points[start] = open
            start = (start + 1) % Self.capacity
        } else {
            points[(start + count) % Self.capacity] = open
            count += 1
        }
        self.open = nil
    }

    /// Forgets all but the newest whole seconds.
    public mutating func keepNewest(_ kept: Int) {
        guard count > kept else { return }
        start = (start + count - kept) % Self.capacity
        count = kept
    }

    private mutating func discard(before deviceMicroseconds: Int64) {
        while count > 0, points[start].deviceMicroseconds < deviceMicroseconds {
            start = (start + 1) % Self.capacity
            count -= 1
        }
    }

    /// The line below the whole seconds; nil while there is none.
    public func line() -> ClockLine? {
        var envelope = self
        return envelope.lineInPlace()
    }

    mutating func lineInPlace() -> ClockLine? {
        guard count > 0 else { return nil }
        // The lower hull by Andrew's monotone chain (1979), left to right.
        var hull = InlineArray<120, ClockDifference>(
            repeating: ClockDifference(deviceMicroseconds: 0, nanoseconds: 0))
        var size = 0
        var sum = 0.0
        let origin = second(0)
        for index in 0..<count {
            let point = second(index)
            sum += Double(point.deviceMicroseconds &- origin.deviceMicroseconds)
            while size >= 2, !Self.turnsUp(hull[size - 2], hull[size - 1], point) { size -= 1 }
            hull[size] = point
            size += 1
        }
        let mean = sum / Double(count)
        var edge = 0
        while edge + 2 < size, Double(hull[edge + 1].deviceMicroseconds &- origin.deviceMicroseconds) < mean {
            edge += 1
        }
        return ClockLine(first: hull[edge], last: hull[min(edge + 1, size - 1)])
    }

    private static func turnsUp(_ first: ClockDifference, _ middle: ClockDifference, _ last: ClockDifference) -> Bool {
        let toMiddle = Double(middle.deviceMicroseconds &- first.deviceMicroseconds)
        let toLast = Double(last.deviceMicroseconds &- first.deviceMicroseconds)
        return Double(last.nanoseconds &- first.nanoseconds) * toMiddle
            > Double(middle.nanoseconds &- first.nanoseconds) * toLast
    }
}
