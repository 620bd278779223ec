// SPDX-License-Identifier: Apache-2.0
import Perineometry
import StreamAPI

/// What the newest frames of a lane count from, and since which of them.
struct LaneZero {
    var zero = Zero.never
    /// The first sample that counts from it; nil where all of the run do.
    var index: SampleIndex?
    /// Its place in the timeline; frames before it count from something else.
    var position = 0

    /// In the words of the protocol.
    func description(now: HostTime, hostTime: HostTimeScale, channelCount: Int) -> DeviceDescription.Zero {
        guard let instant = zero.instant else { return DeviceDescription.Zero(state: zero.state.rawValue) }
        return DeviceDescription.Zero(
            state: zero.state.rawValue, at: hostTime.unixSeconds(instant.hostTime),
            age: max(0, now.seconds - instant.hostTime.seconds), index: index?.value,
            offset: (0..<min(channelCount, Channel.limit)).map { zero.offset[$0] },
            temperature: zero.temperatureCelsius)
    }
}
