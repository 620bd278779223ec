// SPDX-License-Identifier: Apache-2.0
public import Perineometry
public import SignalProcessing

/// From calibrated pressure to contractions: filter and detector as one, live, replayed or from a file.
///
/// The same samples give the same results, however they are cut into blocks. Nothing is allocated after it is made.
public struct PressureAnalysis: ~Copyable, Sendable {
    /// A sample as analysed.
    public struct Sample: Sendable, BitwiseCopyable {
        /// Low-pass filtered pressures, cmH2O; late by the filter's delay.
        public var filtered: ChannelVector
        public var detection: Detection

        public init(filtered: ChannelVector, detection: Detection) {
            self.filtered = filtered
            self.detection = detection
        }
    }

    /// What stands between `pressure` and `filtered`.
    public let filter: FilterChain
    private var cascade: BiquadCascade
    private var detector: ContractionDetector
    private var isSettled = false
    /// The sample before, which stands in for missing ones where a short gap is bridged.
    private var previous = ChannelVector.zero
    private let bridgeSamples: Double

    /// - Parameters:
    ///   - filter: designed for the rate of the samples.
    ///   - sampleRateHertz: above 0; 50 to 2000 are tested.
    ///   - channels: which channels the detector looks at.
    ///   - firstID: the id of the first contraction.
    ///   - definition: the rule by which contractions are found.
    public init(
        filter: FilterChain, sampleRateHertz: Double, channels: DetectionChannels = DetectionChannels(),
        firstID: UInt64 = 1, definition: DetectorDefinition = .current
    ) {
        self.filter = filter
        cascade = filter.cascade
        detector = ContractionDetector(
            sampleRateHertz: sampleRateHertz, groupDelaySeconds: filter.delaySeconds, channels: channels,
            firstID: firstID, definition: definition)
        bridgeSamples = Self.bridgeSeconds * sampleRateHertz
    }

    /// Gaps up to this long are bridged by the value before them (assumption: shorter than anything a muscle does).
    public static let bridgeSeconds = 0.1

    /// The id that the next contraction will get.
    public var nextID: UInt64 { detector.nextID }

    /// The rule by which contractions are found.
    public var definition: DetectorDefinition { detector.definition }

    /// The grounds of the last verdict; nil before the first.
    public var latestEvidence: ContractionEvidence? { detector.latestEvidence }

    /// Takes the next sample.
    ///
    /// - Parameters:
    ///   - pressure: calibrated pressures in cmH2O; finite in every channel that the detector looks at.
    ///   - instant: where the sample stands.
    /// - Returns: the sample filtered, and what has become known by it.
    public mutating func process(_ pressure: ChannelVector, at instant: SampleInstant) -> Sample {
        let filtered = filter(pressure)
        return Sample(filtered: filtered, detection: detector.process(filtered, at: instant))
    }

    /// As `process`, for whoever has many samples and wants events, by `nextEvent`, only where there are some.
    public mutating func read(
        _ pressure: ChannelVector, at instant: SampleInstant
    ) -> (filtered: ChannelVector, reading: DetectorReading) {
        let filtered = filter(pressure)
        return (filtered, detector.read(filtered, at: instant))
    }

    /// The event that the last reading told of.
    public mutating func nextEvent() -> ContractionEvent? { detector.nextEvent() }

    private mutating func filter(_ pressure: ChannelVector) -> ChannelVector {
        if !isSettled {
            cascade.settle(at: pressure)
            isSettled = true
        }
        previous = pressure
        return cascade.process(pressure)
    }

    /// Notes that the person is asked to contract, at a time on the device clock.
    public mutating func cue(at time: DeviceTime) { detector.cue(at: time) }

    /// Whether a gap is short enough to be bridged: `standIn` is then called once for each missing sample, otherwise
    /// `interrupt`.
    public func canBridge(missing: UInt64) -> Bool { isSettled && missing > 0 && Double(missing) <= bridgeSamples }

    /// Takes the place of a missing sample.
    public mutating func standIn(at instant: SampleInstant) -> Sample { process(previous, at: instant) }

    /// Marks a gap that is not bridged, or the end. What lies before it does not leak across.
    ///
    /// - Returns: what is still to be said of contractions. Call again until nil.
    public mutating func interrupt() -> ContractionEvent? {
        isSettled = false
        return detector.interrupt()
    }
}
