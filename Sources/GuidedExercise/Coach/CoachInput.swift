// SPDX-License-Identifier: Apache-2.0
public import ContractionDetection
public import Perineometry

/// A sample as the coach needs it.
public struct CoachSample: Sendable, BitwiseCopyable {
    public var deviceTime: DeviceTime
    /// At the pelvic floor, low-pass filtered, cmH2O.
    public var pressure: Double
    /// The tracked resting level, cmH2O; NaN while it is not known.
    public var rest: Double
    public var state: MuscleState
    /// Only what was measured stands in a figure; what stands in for missing samples, and what was clipped, does not.
    public var quality: SampleQuality

    public init(
        deviceTime: DeviceTime, pressure: Double, rest: Double, state: MuscleState,
        quality: SampleQuality = .measured
    ) {
        self.deviceTime = deviceTime
        self.pressure = pressure
        self.rest = rest
        self.state = state
        self.quality = quality
    }

    /// - Parameters:
    ///   - frame: as streamed; a clipped one is taken as such.
    ///   - channel: that of the pelvic floor.
    ///   - quality: what the frame is worth.
    public init(_ frame: Frame, channel: Int, quality: SampleQuality = .measured) {
        self.init(
            deviceTime: frame.deviceTime, pressure: frame.filtered[channel], rest: frame.rest, state: frame.state,
            quality: frame.isClipped && quality == .measured ? .clipped : quality)
    }
}

/// What somebody wants of a running programme.
public enum CoachCommand: Hashable, Sendable, Codable {
    case start
    case pause
    case resume
    /// Leaves out what is left of this phase.
    case skip
    /// Goes on from a step at one's own pace, or from a question that one would rather not answer.
    case next
    /// Ends it now.
    case stop
    case answer(Answer)
    /// Tension is felt, during a step of noticing.
    case felt
    /// Goes on with the next smaller trainer, or after the smallest to what follows.
    case smallerToday
}

/// An answer to a question.
public enum Answer: Hashable, Sendable, Codable {
    /// On the question's scale.
    case number(Int)
    /// The name of a trainer.
    case size(String)
    /// No trainer today.
    case noneToday
}

/// Why a command was not followed. Nothing changes by it.
public struct CommandRefusal: Error, Hashable, Sendable, Codable {
    public var message: String
    public var remedy: String
}

/// Why the coach waits. The raw value is the name on the wire.
public enum WaitReason: String, Hashable, Sendable, Codable, CaseIterable {
    /// The resting level is not known yet.
    case settling
    /// Samples are missing.
    case gap
    /// The perineometer is gone.
    case device
    /// The daemon was started anew.
    case restart
}

/// Why it is paused, until somebody says that it is to go on.
public enum PauseReason: Hashable, Sendable, Codable {
    /// Somebody wished it.
    case byChoice
    /// The daemon was started anew: nobody may be there.
    case restart
}

/// How a programme ended; each is a good end. The raw value is the name on the wire.
public enum EndReason: String, Hashable, Sendable, Codable, CaseIterable {
    case completed
    case stoppedByChoice
    case smallerToday
    case noneToday
}
