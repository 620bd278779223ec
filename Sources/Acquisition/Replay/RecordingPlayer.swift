// SPDX-License-Identifier: Apache-2.0
import ContractionDetection
import DeviceProtocol
public import PerineometerDriver
import Perineometry
import SignalProcessing
import Synchronization

/// Plays a recording into the first lane: the same packets through the same pipeline, so that clients get the same
/// samples and events whatever the speed.
///
/// Host times are those of the recording. Nothing can be asked of the recorded device: no zero, no self-test.
public final class RecordingPlayer: AcquisitionEngine {
    private let steps: Mutex<any RecordedSteps>
    private let pace: ReplayPace
    private let readersDoorbell: Doorbell
    private let publish: @Sendable (LaneChange) -> Void
    private let doorbell = Doorbell()
    private let isStopping = Atomic<Bool>(false)
    private let heartbeat = Heartbeat("tonus-replay")

    /// How many times faster than it was recorded a recording may be played. Above, a reader that is told of events would
    /// be overrun.
    public static let speeds = 0.1...100.0

    /// - Parameters:
    ///   - steps: the recording, at its beginning.
    ///   - speed: how many recorded seconds pass in one, within `speeds`.
    ///   - readersDoorbell: rung after frames or events were added.
    ///   - publish: told of every change of state, in order; must return at once.
    public init(
        _ steps: any RecordedSteps, speed: Double, readersDoorbell: Doorbell,
        publish: @escaping @Sendable (LaneChange) -> Void
    ) {
        precondition(Self.speeds.contains(speed), "a speed is \(Self.speeds)")
        self.steps = Mutex(steps)
        pace = ReplayPace(speed: speed)
        self.readersDoorbell = readersDoorbell
        self.publish = publish
    }

    public func stop() {
        isStopping.store(true, ordering: .releasing)
        doorbell.ring()
    }

    public var isRealTime: Bool { false }

    public var heartbeats: [Heartbeat] { [heartbeat] }

    public func selfTest(lane number: Int, _ reply: @escaping SelfTestReply) -> Bool { false }

    /// Plays to the end, then waits to be stopped: clients may still look back.
    public func run() throws(TransportError) {
        let counters = PipelineCounters()
        let tell = { [publish] (state: DeviceState) in
            publish(LaneChange(lane: 0, counters: counters, state: state))
        }
        var playing: Playing?
        var hostTime = MonotoneHostTime()
        var pace = pace
        var number = 0
        var failure: RecordedStepsError?
        do throws(RecordedStepsError) {
            while let step = try steps.withLock({ steps throws(RecordedStepsError) in try steps.next() }) {
                switch step {
                case .began(let identity, let facts):
                    number += 1
                    playing = try Playing(
                        identity, facts, number: number, counters: counters, hostTime: hostTime)
                    if let run = playing?.run { tell(.streaming(run)) }
                case .zeroed(let zero): playing?.apply(zero)
                case .packet(let packet):
                    wait(until: pace.due(recorded: packet.received.hostTime, now: HostClock.now()))
                    playing?.process(packet)
                case .ended:
                    if let over = playing?.finish() {
                        hostTime = over.hostTime
                        readersDoorbell.ring()
                        tell(.gone(over.run, nil))
                    }
                    playing = nil
                }
                readersDoorbell.ring()
                if isStopping.load(ordering: .acquiring) { break }
            }
        } catch {
            failure = error
        }
        if let over = playing?.finish() {
            readersDoorbell.ring()
            tell(.gone(over.run, nil))
        }
        // Else the last state stays: that the recording is over.
        if number == 0 { tell(.absent) }
        if let failure { throw .failed(operation: "Playing the recording", reason: failure.message) }
        while !isStopping.load(ordering: .acquiring) {
            heartbeat.beat()
            doorbell.wait(milliseconds: Heartbeat.longestSleepMilliseconds)
        }
    }

    private func wait(until due: HostTime) {
        while !isStopping.load(ordering: .acquiring) {
            heartbeat.beat()
            let left = due.seconds - HostClock.now().seconds
            if left <= 0 { return }
            // Rounded down: packets of a fast replay come several at a time instead of late.
            doorbell.wait(milliseconds: min(Int32(left * 1000), Heartbeat.longestSleepMilliseconds))
            if left < 0.001 { return }
        }
    }
}

/// A run of a recording while it is played. Used by the player's thread alone.
private final class Playing {
    let run: StreamRun
    private let temperature: ProbeTemperature
    private var zeros: ZeroRing.Producer
    private var pipeline: SamplePipeline

    init(
        _ identity: DeviceIdentity, _ facts: RunFacts, number: Int, counters: PipelineCounters,
        hostTime: MonotoneHostTime
    ) throws(RecordedStepsError) {
        let filter: FilterChain
        do throws(FilterDesignError) {
            filter = try FilterChain.live(rateHertz: Double(facts.rateHertz))
        } catch {
            throw RecordedStepsError(
                message: "No filter can be made for \(facts.rateHertz) samples a second: \(error).",
                hint: "The recording states a rate that no perineometer has; look at it with tonus sessions verify.")
        }
        let session = DeviceSession(
            transport: ReplayTransport(identity: identity, facts: facts), capabilities: facts.capabilities,
            calibration: facts.calibration, rateIndex: facts.rateIndex, temperatureCelsius: facts.celsius)
        let history = facts.rateHertz * StreamRun.historySeconds
        let frames = FrameRing(channelCount: facts.capabilities.channels.count, readableCapacity: history)
        let packets = PacketHistory(readableCapacity: history)
        let events = EventRing.make(capacity: AcquisitionLoop.eventRingCapacity)
        let zeroRing = ZeroRing.make(capacity: 2)
        temperature = ProbeTemperature(celsius: facts.celsius)
        zeros = zeroRing.producer
        run = StreamRun(
            number: number, device: session,
            description: StreamDescription(device: session, filter: filter, zero: facts.zero, isReplay: true),
            temperature: temperature, frames: frames, packets: packets, events: events.consumer)
        pipeline = SamplePipeline(
            rerunning: facts, filter: filter, temperature: temperature, frames: frames, packets: packets,
            events: events.producer, counters: counters, hostTime: hostTime, zeros: zeroRing.consumer)
    }

    func apply(_ zero: Zero) { _ = zeros.push(zero) }

    func process(_ packet: KeptPacket) {
        temperature.update(celsius: packet.celsius.isNaN ? nil : packet.celsius)
        pipeline.process(packet.received)
    }

    func finish() -> (run: StreamRun, hostTime: MonotoneHostTime) {
        pipeline.finish()
        run.end()
        return (run, pipeline.hostTime)
    }
}
