// SPDX-License-Identifier: Apache-2.0
import Acquisition
import Perineometry
import SignalProcessing
import StreamAPI

/// What clients can see of one lane: its frames, its events and its device. Used on the event loop only.
final class DeviceLane {
    /// From 0, in the order in which lanes were first needed.
    let number: Int
    private(set) var counters: PipelineCounters
    private(set) var timeline = Timeline()
    private(set) var events = EventLog()
    /// As of the last change of state.
    private var toldDevice: DeviceDescription
    private var runEvents: EventRing.Consumer?
    private let sourceIsSimulated: Bool

    init(number: Int, simulated: Bool) {
        self.number = number
        counters = PipelineCounters()
        sourceIsSimulated = simulated
        toldDevice = DeviceDescription(.absent, simulated: simulated)
    }

    /// As of the last change of state, but for the temperature, which is of now.
    var device: DeviceDescription {
        var device = toldDevice
        device.temperature = liveRun?.temperature.celsius
        return device
    }

    /// Whether a perineometer is plugged in here, usable or not.
    var isOccupied: Bool { device.state != DeviceState.absent.name }

    /// The run that goes on now.
    var liveRun: StreamRun? {
        guard let run = timeline.current?.run, !run.hasEnded else { return nil }
        return run
    }

    /// Index of the newest sample, or nil before the first.
    var newestIndex: SampleIndex? {
        guard timeline.end > 0, let stretch = timeline.stretch(at: timeline.end - 1) else { return nil }
        return stretch.run.frames.index(at: timeline.end - 1 - stretch.base)
    }

    func apply(_ change: LaneChange) {
        collect()
        counters = change.counters
        if case .streaming(let run) = change.state, timeline.current?.run !== run {
            timeline.begin(run)
            runEvents = run.takeEvents()
        }
        let serial = toldDevice.serial
        toldDevice = DeviceDescription(change.state, simulated: sourceIsSimulated)
        // A client that asked for a probe by its serial number is to find it again while it is unplugged.
        if toldDevice.serial == nil { toldDevice.serial = serial }
        events.append(LoggedEvent(position: timeline.end, kind: .device(device)))
    }

    /// Makes frames visible, then logs the events of the current run: in this order, every event that precedes a visible
    /// frame is logged before the frame can be sent.
    func collect() {
        timeline.advance()
        guard let current = timeline.current else { return }
        while let placed = runEvents?.pop() {
            let position = current.base + placed.position
            switch placed.event {
            case .gap(let gap): events.append(LoggedEvent(position: position, kind: .gap(gap)))
            case .contraction(let event):
                events.append(
                    LoggedEvent(
                        position: position,
                        kind: .contraction(event, simulated: current.run.description.isSimulated)))
            }
        }
    }
}
