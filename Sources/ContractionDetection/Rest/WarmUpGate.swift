// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// Says when a resting pressure has become steady enough to be stated: when the probe has warmed up and nothing else
/// drifts.
///
/// A sealed probe gains up to 3.5 cmH2O with every kelvin, and comes to the body's temperature within minutes. Nobody has
/// measured how much is left of that in a compliant probe, so the gate looks at the pressure itself: the slope of a
/// straight line through the means of the seconds of rest (least squares), which has to stay within 0.5 cmH2O a minute
/// (assumption) for half a minute.
///
/// The line begins with half a minute and grows to two. Over half a minute alone, quiet breathing of 2 cmH2O at six a
/// minute looks like a slope of up to 1.3 cmH2O a minute, and a tone that wanders by 0.3 cmH2O like one of 1; over two
/// minutes both are below 0.2, as the error falls with the length to the power of two and of one and a half. A drift that
/// slows down, as warming does, looks steeper for it, not flatter: the gate opens late rather than early.
public struct WarmUpGate: ~Copyable, Sendable {
    /// Seconds of the shortest line, and for how long it has to stay flat.
    public static let leastSeconds = 30.0
    /// Seconds of the longest line.
    public static let greatestSeconds = 120.0
    /// Flat is what is below this, cmH2O a minute.
    public static let limitPerMinute = 0.5
    /// Once open, the gate shuts at this, cmH2O a minute: it would otherwise flutter (assumption).
    public static let shutsAtPerMinute = 1.0
    /// So many seconds of the line must have been rest (assumption).
    public static let restSeconds = 20

    // Not private: Swift 6.3.1 fails to compile clients of this type in debug builds where it is.
    struct Point: Sendable, BitwiseCopyable {
        var seconds: Double
        var pressure: Double
    }

    private var points: FixedBuffer<Point>
    private var first = 0
    private var count = 0
    /// The second that is being gathered.
    private var begun: DeviceTime?
    private var origin: DeviceTime?
    private var pressures = 0.0
    private var times = 0.0
    private var steps = 0
    private var flatSince: Double?

    /// The slope of the resting pressure, cmH2O a minute; nil until there was enough rest.
    public private(set) var slopePerMinute: Double?
    /// Whether a resting pressure may be stated.
    public private(set) var isSettled = false

    public init() {
        points = FixedBuffer(count: Int(Self.greatestSeconds) + 1, repeating: Point(seconds: 0, pressure: 0))
    }

    /// Begins anew: another zero, another probe, another place of the probe, or a hole of unknown length.
    public mutating func restart() {
        count = 0
        begun = nil
        origin = nil
        forgetSecond()
        slopePerMinute = nil
        isSettled = false
        flatSince = nil
    }

    /// Takes the pressure of a step of about a tenth of a second, cmH2O. Only what is finite and at rest counts.
    public mutating func take(_ pressure: Double, at time: DeviceTime, isResting: Bool) {
        let start = begun ?? time
        if begun == nil { begun = time }
        let origin = origin ?? time
        self.origin = origin
        if isResting, pressure.isFinite {
            pressures += pressure
            times += time.seconds(since: origin)
            steps += 1
        }
        guard time.seconds(since: start) >= 1 else { return }
        begun = time
        // A second of which less than half was rest says little.
        if steps >= 5 { append(Point(seconds: times / Double(steps), pressure: pressures / Double(steps))) }
        forgetSecond()
        drop(before: time.seconds(since: origin) - Self.greatestSeconds)
        judge()
    }

    private mutating func forgetSecond() {
        pressures = 0
        times = 0
        steps = 0
    }

    private mutating func append(_ point: Point) {
        if count == points.count { dropFirst() }
        points[(first + count) % points.count] = point
        count += 1
    }

    private mutating func drop(before seconds: Double) {
        while count > 0, points[first].seconds < seconds { dropFirst() }
    }

    private mutating func dropFirst() {
        first = (first + 1) % points.count
        count -= 1
    }

    private mutating func judge() {
        slopePerMinute = slope()
        guard count > 0, let slopePerMinute else {
            isSettled = false
            flatSince = nil
            return
        }
        let now = points[(first + count - 1) % points.count].seconds
        let steepness = abs(slopePerMinute)
        if steepness < Self.limitPerMinute {
            let since = flatSince ?? now
            flatSince = since
            if now - since >= Self.leastSeconds { isSettled = true }
        } else {
            flatSince = nil
            if steepness >= Self.shutsAtPerMinute { isSettled = false }
        }
    }

    /// Least squares over at most 121 points, anew each second: nothing adds up over hours.
    private func slope() -> Double? {
        guard count >= Self.restSeconds else { return nil }
        let start = points[first].seconds
        // The points stand in the middles of their seconds.
        guard points[(first + count - 1) % points.count].seconds - start >= Self.leastSeconds - 1 else { return nil }
        var (time, pressure) = (0.0, 0.0)
        for place in 0..<count {
            time += points[(first + place) % points.count].seconds - start
            pressure += points[(first + place) % points.count].pressure
        }
        time /= Double(count)
        pressure /= Double(count)
        var (products, squares) = (0.0, 0.0)
        for place in 0..<count {
            let point = points[(first + place) % points.count]
            products += (point.seconds - start - time) * (point.pressure - pressure)
            squares += (point.seconds - start - time) * (point.seconds - start - time)
        }
        return squares > 0 ? 60 * products / squares : nil
    }
}
