// SPDX-License-Identifier: Apache-2.0
import Acquisition
import ContractionDetection
import GuidedExercise
import PerineometerDriver
import Perineometry
import SignalProcessing
import StreamAPI

/// Carries the frames and events of one lane to a coach. Used on the event loop only.
///
/// It reads what every lane keeps of its last two minutes at its own pace, as any client does. A frame is handed over with
/// the event that was known by it, once the frame after it is there: only then all events of it are.
final class ExerciseFeed {
    private(set) var session: ExerciseSession
    private let lane: DeviceLane
    /// The person sits on this probe. Another one in the same lane may be somebody else's.
    private let serial: String
    private var description: StreamDescription
    private var position: Int
    private var nextEvent: Int
    /// The newest frame that was read; it is not handed over yet.
    private var held: Frame?
    /// Where the run begins that is being read; nil between two.
    private var base: Int?
    /// Of the newest frame that the coach has.
    private(set) var newest: SampleInstant?

    /// So many frames are looked at in one turn, some milliseconds of work: then others have theirs.
    static let framesPerTurn = 512
    private static let framesPerRead = 64

    /// Begins with the next frame of the run that goes on.
    ///
    /// - Parameters:
    ///   - coach: new, or restored.
    ///   - lane: whose frames.
    ///   - run: the one that goes on.
    ///   - pauses: whether a restored coach is paused, until somebody goes on.
    init(_ coach: Coach, of lane: DeviceLane, run: StreamRun, pauses: Bool = false) {
        self.lane = lane
        serial = run.device.identity.serial
        description = run.description
        session = ExerciseSession(
            coach, sampleRateHertz: Double(description.rateHertz),
            channels: DetectionChannels(of: description.channels), pauses: pauses)
        session.noteZero(lane.zero.zero)
        position = lane.timeline.end
        nextEvent = lane.events.end
        base = lane.timeline.current?.base
    }

    func follow(_ command: CoachCommand) throws(CommandRefusal) { try session.follow(command) }

    func nextSaid() -> CoachEvent? { session.nextEvent() }

    /// Hands over what has come, one turn's worth at most.
    ///
    /// - Parameter heard: called whenever the coach may have something to say.
    /// - Returns: whether there is nothing more for now.
    func advance(_ heard: () -> Void) -> Bool {
        var left = Self.framesPerTurn
        nextEvent = max(nextEvent, lane.events.first)
        while left > 0 {
            let readable = lane.timeline.readable(from: position)
            if readable > position { skip(to: readable) }
            guard position < lane.timeline.end, let stretch = lane.timeline.stretch(at: position) else {
                endRunWhereItEnded()
                heard()
                return true
            }
            let end = min(lane.timeline.end, stretch.end, position + Self.framesPerRead)
            var frames: [Frame] = []
            let isIntact = stretch.run.frames.read(position - stretch.base..<end - stretch.base) { slice in
                frames = slice.positions.map { slice[$0] }
            }
            // Overtaken: the next look finds the place too old.
            guard isIntact else { continue }
            for frame in frames {
                step(frame, in: stretch)
                position += 1
                heard()
            }
            left -= frames.count
        }
        return false
    }

    private func step(_ frame: Frame, in stretch: Timeline.Stretch) {
        if base != stretch.base {
            if base != nil { endRun() }
            base = stretch.base
            adopt(stretch.run.description, of: stretch.run)
        }
        let isOurs = stretch.run.device.identity.serial == serial
        let told = takeEvents(upTo: position)
        handHeld(with: told.own)
        if isOurs {
            if let gap = told.gap {
                note(gap, told.interrupted, before: frame)
            } else if told.zero != nil {
                session.interrupt(events: told.interrupted, reason: .settling)
            }
            if let zero = told.zero { session.noteZero(zero) }
            held = frame
        }
    }

    /// What the log says up to a place.
    private struct Told {
        /// Of the frame that is held.
        var own: ContractionEvent?
        /// Of an analysis that a gap or another zero interrupted.
        var interrupted: [ContractionEvent] = []
        var gap: Gap?
        var zero: Zero?
    }

    private func takeEvents(upTo position: Int) -> Told {
        var told = Told()
        while nextEvent < lane.events.end, lane.events[nextEvent].position <= position {
            take(lane.events[nextEvent], into: &told)
            nextEvent += 1
        }
        return told
    }

    private func take(_ logged: LoggedEvent, into told: inout Told) {
        switch logged.kind {
        case .contraction(let event, _):
            if told.own == nil, told.gap == nil, event.instant.index == held?.index {
                told.own = event
            } else {
                told.interrupted.append(event)
            }
        case .gap(let gap): told.gap = gap
        case .zeroed(let zero, _): told.zero = zero
        case .rest, .device: break
        }
    }

    private func handHeld(with event: ContractionEvent?) {
        guard let frame = held else { return }
        held = nil
        session.take(frame, event: event)
        newest = SampleInstant(index: frame.index, deviceTime: frame.deviceTime, hostTime: frame.hostTime)
        last = frame
    }

    private var last: Frame?

    /// The pipeline does not say whether it went on over a gap; what follows does: behind any other the resting level is not
    /// known.
    private func note(_ gap: Gap, _ events: [ContractionEvent], before frame: Frame) {
        let longest = PressureAnalysis.bridgeSeconds * Double(description.rateHertz)
        let isBridged =
            gap.reason != .clockJumped && gap.missing > 0 && Double(gap.missing) <= longest && frame.state != .settling
        session.note(gap, isBridged: isBridged, events: isBridged ? [] : events)
        guard isBridged, var standIn = last else { return }
        // What the pipeline made of the missing samples it did not keep; the value before them is near enough, since no
        // figure counts them but as missing.
        let begin = standIn.deviceTime.microseconds
        for offset in 0..<gap.missing {
            standIn.index = gap.first + offset
            let elapsed = Double(offset + 1) * 1e6 / Double(description.rateHertz)
            standIn.deviceTime = DeviceTime(microseconds: begin &+ UInt64(elapsed.rounded()))
            session.take(
                standIn, event: events.first { $0.instant.index == standIn.index }, quality: .standIn)
        }
    }

    /// Frames were overwritten before they were read.
    private func skip(to readable: Int) {
        handHeld(with: nil)
        session.interrupt(reason: .gap)
        position = readable
        nextEvent = max(nextEvent, lane.events.number(from: readable))
    }

    /// With the change of the device that follows the end of a run, the last events of the run are logged.
    private func endRunWhereItEnded() {
        guard base != nil, let run = lane.timeline.current?.run, run.hasEnded,
            !Self.statesOfARun.contains(lane.device.state)
        else { return }
        endRun()
    }

    private static let statesOfARun = ["streaming", "stalled", "recovering"]

    private func endRun() {
        var told = Told()
        reading: while nextEvent < lane.events.end {
            if case .device = lane.events[nextEvent].kind { break reading }
            take(lane.events[nextEvent], into: &told)
            nextEvent += 1
        }
        handHeld(with: told.own)
        session.interrupt(events: told.interrupted, reason: .device)
        base = nil
        last = nil
    }

    /// The same probe may come back with another rate: what is remembered of the signal does not fit that.
    private func adopt(_ new: StreamDescription, of run: StreamRun) {
        guard run.device.identity.serial == serial else { return }
        if new.rateHertz != description.rateHertz || new.channels != description.channels {
            session = ExerciseSession(
                session.coach, sampleRateHertz: Double(new.rateHertz), channels: DetectionChannels(of: new.channels))
        }
        description = new
        // Only a change is told of by an event: the probe may have come back without its zero.
        session.noteZero(new.zero)
    }
}
