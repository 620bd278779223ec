// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// A step of the slow signal of rest: about a tenth of a second.
public struct RestingStep: Hashable, Sendable, BitwiseCopyable {
    /// Mean pressures, cmH2O.
    public var pressure: ChannelVector
    /// Of the last sample.
    public var deviceTime: DeviceTime
    /// The muscle was at rest, and neither the foot of a contraction nor its tail is in it.
    public var isResting: Bool
}

/// Thins a filtered signal to about ten steps a second and marks which of them are rest.
///
/// Steps come half a second late: so long the foot of a contraction can still be told from rest, when the contraction is
/// noticed. After a release, rest begins two seconds later.
public struct RestingSteps: ~Copyable, Sendable {
    /// What lies in a band up to 5 Hz is kept, some; breathing is ten times slower.
    public static let stepsPerSecond = 10.0
    /// So long before a contraction is noticed its rise may have begun (assumption, as the detector's `learningDelaySeconds`).
    public static let footSeconds = 0.5
    /// So long after a release is noticed its tail is awaited (assumption, as the detector's `settlingAfterReleaseSeconds`).
    public static let tailSeconds = 2.0

    /// The true number of steps a second.
    public let rateHertz: Double
    private let samplesPerStep: Int
    private let tailSteps: Int
    private var waiting: FixedBuffer<RestingStep>
    private var first = 0
    private var count = 0
    private var sum = ChannelVector.zero
    private var samples = 0
    private var samplesAtRest = 0
    private var tailLeft = 0

    /// - Parameter sampleRateHertz: 10 or more.
    public init(sampleRateHertz: Double) {
        precondition(
            sampleRateHertz >= Self.stepsPerSecond && sampleRateHertz <= 1e6,
            "a sampling rate of \(sampleRateHertz) Hz is not valid: give 10 Hz to 1 MHz")
        samplesPerStep = Int((sampleRateHertz / Self.stepsPerSecond).rounded())
        rateHertz = sampleRateHertz / Double(samplesPerStep)
        tailSteps = Int((Self.tailSeconds * rateHertz).rounded())
        let nothing = RestingStep(pressure: .zero, deviceTime: DeviceTime(microseconds: 0), isResting: false)
        waiting = FixedBuffer(count: Int((Self.footSeconds * rateHertz).rounded(.up)), repeating: nothing)
    }

    /// Takes the next filtered sample; gives a step where one has become certain.
    public mutating func process(
        _ filtered: ChannelVector, state: MuscleState, at time: DeviceTime
    ) -> RestingStep? {
        sum += filtered
        samples += 1
        if state == .rest { samplesAtRest += 1 }
        guard samples == samplesPerStep else { return nil }
        defer {
            sum = .zero
            samples = 0
            samplesAtRest = 0
        }
        if samplesAtRest < samplesPerStep {
            tailLeft = tailSteps
            for place in 0..<count { waiting[(first + place) % waiting.count].isResting = false }
        } else if tailLeft > 0 {
            tailLeft -= 1
        }
        let step = RestingStep(
            pressure: sum / Double(samplesPerStep), deviceTime: time,
            isResting: samplesAtRest == samplesPerStep && tailLeft == 0)
        guard count == waiting.count else {
            waiting[(first + count) % waiting.count] = step
            count += 1
            return nil
        }
        let oldest = waiting[first]
        waiting[first] = step
        first = (first + 1) % waiting.count
        return oldest
    }

    /// Marks a hole: what waits is not given any more, and rest begins anew.
    public mutating func interrupt() {
        count = 0
        first = 0
        sum = .zero
        samples = 0
        samplesAtRest = 0
        tailLeft = 0
    }
}
