// SPDX-License-Identifier: Apache-2.0
import Acquisition
import ContractionDetection
import PerineometerDriver
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
    /// What was withheld from anybody: nobody gets it who comes later.
    private(set) var withheld = WithheldSpans()
    /// How many contractions there were when that began.
    private(set) var contractionsBefore: UInt64 = 0
    /// As of the last change of state.
    private var toldDevice: DeviceDescription
    private var runEvents: EventRing.Consumer?
    private let sourceIsSimulated: Bool
    private let hostTime: HostTimeScale
    /// What the pressures of the newest frames count from.
    private(set) var zero = LaneZero()
    let latency = LaneLatency()
    /// The zeros that came to hold lately, the oldest first; the first entry is that of the oldest frames kept.
    private var zeros: [LaneZero] = []
    /// As of the last second of the current run.
    private var rest: RestObservation?
    /// Told, once, whether a zero that was asked for holds.
    private var zeroIsAwaited: ((Bool) -> Void)?

    /// Says whether a contraction was asked for; nil while nobody is guided.
    var cueOfOnset: ((DeviceTime) -> ContractionCue)?

    init(number: Int, simulated: Bool, hostTime: HostTimeScale) {
        self.number = number
        self.hostTime = hostTime
        counters = PipelineCounters()
        sourceIsSimulated = simulated
        toldDevice = DeviceDescription(.absent, simulated: simulated)
    }

    /// As of the last change of state, but for the temperature and the zero, which are of now.
    var device: DeviceDescription {
        var device = toldDevice
        device.temperature = liveRun?.temperature.celsius
        if device.zero != nil {
            device.zero = zero.description(
                now: now, hostTime: hostTime, channelCount: device.channels?.count ?? 0)
        }
        return device
    }

    /// Whether a perineometer is plugged in here, usable or not.
    var isOccupied: Bool { device.state != DeviceState.absent.name }

    /// Whether what is seen here is a recording.
    var isReplay: Bool { timeline.current?.run.description.isReplay == true }

    /// Now, on the clock of the samples' host times: in a recording that is played, the newest sample's.
    var now: HostTime {
        guard let stretch = timeline.current, stretch.run.description.isReplay else { return HostClock.now() }
        let frames = stretch.run.frames
        var newest = HostTime(nanoseconds: 0)
        if frames.end > 0 {
            _ = frames.read(frames.end - 1..<frames.end) { newest = $0[$0.positions.lowerBound].hostTime }
        }
        return newest
    }

    /// The run that goes on now.
    var liveRun: StreamRun? {
        guard let run = timeline.current?.run, !run.hasEnded else { return nil }
        return run
    }

    /// Samples a second of the device that streams or streamed last; nil before the first.
    var rate: Int? { timeline.current?.run.description.rateHertz }

    /// Index of the newest sample, or nil before the first.
    var newestIndex: SampleIndex? {
        guard timeline.end > 0, let stretch = timeline.stretch(at: timeline.end - 1) else { return nil }
        return stretch.run.frames.index(at: timeline.end - 1 - stretch.base)
    }

    /// How the muscle rests now; nil where nobody has said for three seconds.
    var liveRest: RestObservation? {
        guard liveRun != nil, let rest, now.seconds - rest.instant.hostTime.seconds < 3 else { return nil }
        return rest
    }

    /// Withholds what comes from those who come later, or no longer.
    func withhold(_ isNow: Bool) {
        withheld.forget(before: timeline.oldest)
        if isNow {
            withheld.open(at: timeline.endPlace)
            contractionsBefore = counters.snapshot.contractions
        } else {
            withheld.close(at: timeline.endPlace)
        }
    }

    func apply(_ change: LaneChange) {
        collect()
        counters = change.counters
        if case .streaming(let run) = change.state, timeline.current?.run !== run {
            timeline.begin(run)
            runEvents = run.takeEvents()
            latency.begin(run, base: timeline.end)
            zero = LaneZero(zero: run.description.zero, position: timeline.end)
            note(zero)
            rest = nil
            answerZero(false)
        }
        if case .gone = change.state { answerZero(false) }
        let serial = toldDevice.serial
        toldDevice = DeviceDescription(change.state, simulated: sourceIsSimulated)
        // A client that asked for a probe by its serial number is to find it again while it is unplugged.
        if toldDevice.serial == nil { toldDevice.serial = serial }
        events.append(LoggedEvent(position: timeline.end, kind: .device(device)))
    }

    /// Has the pressures of the current run count from another zero; `completion` is told whether they do.
    ///
    /// - Returns: false, and nobody is told, where nothing streams or another zero is on its way.
    func apply(_ zero: Zero, completion: @escaping (Bool) -> Void) -> Bool {
        guard zeroIsAwaited == nil, let run = liveRun, run.apply(zero) else { return false }
        zeroIsAwaited = completion
        return true
    }

    /// What the pressure of the frame at a position of the timeline counts from.
    func zero(at position: Int) -> Zero { (zeros.last { $0.position <= position } ?? zeros.first)?.zero ?? .never }

    private func note(_ zero: LaneZero) {
        zeros.append(zero)
        // One a second for two minutes, which nobody does.
        if zeros.count > 128 { zeros.removeFirst() }
    }

    private func answerZero(_ holds: Bool) {
        guard let answer = zeroIsAwaited else { return }
        zeroIsAwaited = nil
        answer(holds)
    }

    /// Makes frames visible, then logs the events of the current run: in this order, every event that precedes a visible
    /// frame is logged before the frame can be sent.
    ///
    /// - Returns: whether the device is to be described otherwise from now on.
    @discardableResult
    func collect() -> Bool {
        timeline.advance()
        latency.collect()
        guard let current = timeline.current else { return false }
        var isChanged = false
        while let placed = runEvents?.pop() {
            let position = current.base + placed.position
            switch placed.event {
            case .gap(let gap): events.append(LoggedEvent(position: position, kind: .gap(gap)))
            case .contraction(var event):
                if let cueOfOnset { event.contraction.cue = cueOfOnset(event.contraction.onset.deviceTime) }
                events.append(
                    LoggedEvent(
                        position: position,
                        kind: .contraction(event, simulated: current.run.description.isSimulated)))
            case .rest(let seen):
                rest = seen
                events.append(
                    LoggedEvent(
                        position: position, kind: .rest(seen, simulated: current.run.description.isSimulated)))
            case .zeroed(let zero, let index):
                rest = nil
                self.zero = LaneZero(zero: zero, index: index, position: position)
                note(self.zero)
                events.append(LoggedEvent(position: position, kind: .zeroed(zero, from: index)))
                events.append(LoggedEvent(position: position, kind: .device(device)))
                isChanged = true
                answerZero(true)
            }
        }
        return isChanged
    }
}
