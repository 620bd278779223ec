// SPDX-License-Identifier: Apache-2.0

/// The device in one lane changed its state.
public struct LaneChange: Sendable {
    /// From 0. A lane is the place of one perineometer in the daemon: its samples are numbered through all the times that
    /// it is unplugged and plugged in again.
    public var lane: Int
    /// What was counted in this lane; the same object for all of its changes.
    public var counters: PipelineCounters
    public var state: DeviceState

    public init(lane: Int, counters: PipelineCounters, state: DeviceState) {
        self.lane = lane
        self.counters = counters
        self.state = state
    }
}
