// SPDX-License-Identifier: Apache-2.0
public import PerineometerDriver
public import Perineometry

/// A piece of a recording, in the order in which it was recorded.
public enum RecordedStep: Sendable {
    /// From here on packets come from this device.
    case began(DeviceIdentity, RunFacts)
    case packet(KeptPacket)
    /// From the next packet with samples on, pressures count from another zero.
    case zeroed(Zero)
    /// The device went, or the recording was paused: what was open has ended.
    case ended
}

/// A recording that is read from its beginning, a bounded piece at a time.
public protocol RecordedSteps: Sendable {
    /// The next step; nil at the end.
    ///
    /// - Throws: `RecordedStepsError` where the rest cannot be read.
    mutating func next() throws(RecordedStepsError) -> RecordedStep?
}

/// The rest of a recording cannot be read.
public struct RecordedStepsError: Error, Hashable {
    /// What and where, in one sentence.
    public var message: String
    /// What to do about it.
    public var hint: String

    public init(message: String, hint: String) {
        self.message = message
        self.hint = hint
    }
}
