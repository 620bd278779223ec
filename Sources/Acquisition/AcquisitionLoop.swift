// SPDX-License-Identifier: Apache-2.0
import CLinuxShim
import ContractionDetection
import DeviceProtocol
import PerineometerDriver
import Perineometry
import SignalProcessing
import Synchronization

/// Opens the perineometer of one lane whenever it is there, and runs its pipeline until it goes.
///
/// All of this happens on one thread of its own. Control requests block, but only while nothing streams; while a device
/// streams, the thread does nothing but run the pipeline. Threads and what they share:
///
///     transport's thread --PacketRing + doorbell--> this thread --FrameRing, EventRing + doorbell--> readers
///
/// Stopping is by flag and doorbell; `run` returns when the device is closed.
final class AcquisitionLoop: Sendable {
    private let source: any DeviceSource
    private let publish: @Sendable (DeviceState) -> Void
    private let readersDoorbell: Doorbell
    private let doorbell = Doorbell()
    private let isStopping = Atomic<Bool>(false)
    private let isOccupied = Atomic<Bool>(false)
    private let notices = NoticeInbox()
    private let selfTests = SelfTestDesk()
    private let scheduling = ThreadScheduling()
    private let counters: PipelineCounters
    private let zeros: KeptZeros
    /// Beats at least once a second, but where opening a device, a control request or a self-test takes longer.
    let heartbeat: Heartbeat

    /// - Parameters:
    ///   - name: of the thread that runs it.
    ///   - source: where devices are opened; somebody else has started it and stops it.
    ///   - readersDoorbell: rung after frames or events were added.
    ///   - counters: what the pipeline counts into.
    ///   - zeros: of probes that were here before; shared by all lanes.
    ///   - publish: told of every change of state, in order, on the thread that runs; must return at once.
    init(
        _ name: String, source: any DeviceSource, readersDoorbell: Doorbell, counters: PipelineCounters,
        zeros: KeptZeros,
        publish: @escaping @Sendable (DeviceState) -> Void
    ) {
        self.source = source
        self.readersDoorbell = readersDoorbell
        self.counters = counters
        self.zeros = zeros
        heartbeat = Heartbeat(name)
        self.publish = publish
    }

    /// Tells of the arrival or departure of this lane's device. May be called from any thread, at any time.
    func post(_ notice: DeviceNotice) {
        notices.post(notice)
        doorbell.ring()
    }

    /// Makes `run` return soon. May be called from any thread, at any time.
    func stop() {
        isStopping.store(true, ordering: .releasing)
        doorbell.ring()
    }

    /// Asks for a self-test of this lane's device, for which streaming pauses. Returns false where one is asked for
    /// already; else the reply comes, on this lane's thread.
    func selfTest(_ reply: @escaping SelfTestReply) -> Bool {
        guard selfTests.leave(reply) else { return false }
        doorbell.ring()
        return true
    }

    /// Whether a device is in this lane, working or not.
    var isServing: Bool { isOccupied.load(ordering: .relaxed) }

    var isRealTime: Bool { scheduling.isRealTime }

    /// Runs until `stop`. Blocks the calling thread.
    func run() {
        var present: [DeviceArrival] = []
        var run = RunCounters()
        var backOff = BackOff()
        takeNotices(&present)
        if present.isEmpty { publish(.absent) }
        defer { selfTests.take()?(nil) }
        while !shouldStop {
            heartbeat.beat()
            takeNotices(&present)
            guard let arrival = present.first else {
                selfTests.take()?(nil)
                backOff.reset()
                doorbell.wait(milliseconds: Heartbeat.longestSleepMilliseconds)
                continue
            }
            publish(.opening(arrival))
            if let reply = selfTests.take() {
                reply(testItself(arrival))
                backOff.reset()
                continue
            }
            // Asked anew for every device: the right may have come or gone since.
            scheduling.makeThisThreadRealTime(priority: RealTime.pipelinePriority)
            let failure: DeviceError?
            do throws(DeviceError) {
                let opened = HostClock.now().seconds
                failure = try serve(arrival, present: &present, run: &run)
                if HostClock.now().seconds - opened >= BackOff.forgottenSeconds { backOff.reset() }
            } catch {
                failure = error
            }
            takeNotices(&present)
            if shouldStop { break }
            guard let failure, present.contains(arrival) else {
                if present.isEmpty { publish(.absent) }
                continue
            }
            if failure == .selfTest { continue }
            let seconds = backOff.next(after: failure)
            publish(.unavailable(arrival, failure, retrySeconds: seconds))
            pause(seconds: seconds)
            takeNotices(&present)
            if present.isEmpty { publish(.absent) }
        }
    }

    private func testItself(_ arrival: DeviceArrival) -> SelfTestReport {
        let session: DeviceSession
        do throws(DeviceError) {
            session = try open(arrival)
        } catch {
            return SelfTestReport(verdict: .interrupted(error), patterns: [])
        }
        defer { session.close() }
        return SelfTest().run(on: session, isCancelled: { shouldStop })
    }

    private func open(_ arrival: DeviceArrival) throws(DeviceError) -> DeviceSession {
        let transport: any Transport
        do throws(TransportError) {
            transport = try source.open(arrival.address)
        } catch {
            throw .transport(error)
        }
        do throws(DeviceError) {
            return try DeviceSession.negotiate(over: transport)
        } catch {
            transport.close()
            throw error
        }
    }

    private func takeNotices(_ present: inout [DeviceArrival]) {
        for notice in notices.take() { present.apply(notice) }
        isOccupied.store(!present.isEmpty, ordering: .relaxed)
    }

    private struct RunCounters {
        var number = 0
        var nextIndex = SampleIndex(0)
        var nextContractionID: UInt64 = 1
        var hostTime = MonotoneHostTime()
    }

    /// Opens a device and streams from it until it goes. Throws only when it could not be started.
    ///
    /// - Returns: why it went, or nil where the daemon stops.
    private func serve(
        _ arrival: DeviceArrival, present: inout [DeviceArrival], run counters: inout RunCounters
    ) throws(DeviceError) -> DeviceError? {
        let session = try open(arrival)
        let filter: FilterChain
        do throws(FilterDesignError) {
            filter = try FilterChain.live(rateHertz: Double(session.rateHertz))
        } catch {
            session.close()
            throw .transport(.failed(operation: "Designing the filter", reason: "\(error)"))
        }
        let packets = PacketRing.make(capacity: Self.packetRingCapacity)
        let events = EventRing.make(capacity: Self.eventRingCapacity)
        let passages = PassageRing.make(capacity: Self.packetRingCapacity)
        let sink = PacketSink(producer: packets.producer, doorbell: doorbell)
        var path = PacketPath(packets: packets.consumer, passages: passages.producer)
        let zeroRing = ZeroRing.make(capacity: 2)
        let zero = zeros.zero(ofSerial: session.identity.serial)
        let description = StreamDescription(device: session, filter: filter, zero: zero)
        let frames = FrameRing(
            channelCount: session.capabilities.channels.count,
            readableCapacity: session.rateHertz * StreamRun.historySeconds)
        // A packet holds one sample at least.
        let kept = PacketHistory(readableCapacity: session.rateHertz * StreamRun.historySeconds)
        let temperature = ProbeTemperature(celsius: session.temperatureCelsius)
        counters.number += 1
        let run = StreamRun(
            number: counters.number, device: session, description: description, temperature: temperature,
            frames: frames, packets: kept,
            events: events.consumer, passages: passages.consumer, zeros: zeroRing.producer)
        var pipeline = SamplePipeline(
            rateHertz: session.rateHertz, layout: session.packetLayout,
            detectionChannels: DetectionChannels(of: description.channels),
            calibration: session.calibration, temperature: temperature, filter: filter, frames: frames,
            packets: kept, events: events.producer,
            counters: self.counters, firstIndex: counters.nextIndex,
            firstContractionID: counters.nextContractionID, hostTime: counters.hostTime,
            zero: zero, zeros: zeroRing.consumer)
        do throws(TransportError) {
            try session.start(into: sink)
        } catch {
            session.close()
            throw .transport(error)
        }
        publish(.streaming(run))
        if counters.number > 1 {
            pipeline.noteReopened()
            readersDoorbell.ring()
        }

        let thermometer = Thermometer(of: session, into: temperature)
        let end = stream(
            run, arrival: arrival, present: &present, path: &path, sink: sink, pipeline: &pipeline)

        thermometer?.stop()
        session.close()
        path.drain(into: &pipeline)
        pipeline.noteDroppedAtEnd(packets: sink.droppedAtEnd)
        pipeline.finish()
        counters.nextIndex = pipeline.nextIndex
        counters.nextContractionID = pipeline.nextContractionID
        counters.hostTime = pipeline.hostTime
        zeros.keep(pipeline.zero, ofSerial: session.identity.serial, after: end)
        run.end()
        readersDoorbell.ring()
        publish(.gone(run, end))
        if case .transport(.disconnected)? = end {
            // The bus reports the departure a little later; until then the address must not be opened again.
            awaitDeparture(of: arrival, present: &present)
        }
        return end
    }

    private enum Flow { case flowing, stalled, recovering }

    /// Runs the pipeline until the device goes or the daemon stops. Returns why, or nil when the daemon stops.
    private func stream(
        _ run: StreamRun, arrival: DeviceArrival, present: inout [DeviceArrival],
        path: inout PacketPath, sink: PacketSink, pipeline: inout SamplePipeline
    ) -> DeviceError? {
        var watchdog = StallWatchdog(now: HostClock.now())
        var flow = Flow.flowing
        var recoveries = RecoveryCount(now: HostClock.now())
        while !shouldStop {
            heartbeat.beat()
            let now = HostClock.now()
            if recoveries.hasGrown(to: sink.recoveryCount), let trouble = sink.lastRecovery {
                if recoveries.isHopeless(now: now) { return .transport(trouble) }
                flow = .recovering
                publish(.recovering(run, .transport(trouble)))
            }
            let drained = path.drain(into: &pipeline)
            if drained > 0 {
                readersDoorbell.ring()
                watchdog.packetsArrived(at: now, packetSeconds: pipeline.packetSeconds)
                if flow != .flowing, sink.recovery == nil {
                    flow = .flowing
                    publish(.streaming(run))
                }
            }
            if pipeline.foreignInARow >= Self.foreignLimit { return .layoutChanged }
            if let reason = sink.ended { return .transport(reason) }
            if let step = watchdog.due(now: now) {
                let silence = DeviceError.silent(seconds: watchdog.silentSeconds(now))
                if step == .hopeless { return silence }
                if flow == .flowing { publish(.stalled(run, silence)) }
                flow = step == .stalled ? .stalled : .recovering
                if let measure = step.measure {
                    publish(.recovering(run, silence))
                    run.device.transport.recover(by: measure)
                }
            }
            if notices.isPending {
                takeNotices(&present)
                if !present.contains(arrival) { return .transport(.disconnected) }
            }
            if selfTests.isPending { return .selfTest }
            doorbell.wait(milliseconds: watchdog.milliseconds(from: HostClock.now()))
        }
        return nil
    }

    private var shouldStop: Bool { isStopping.load(ordering: .acquiring) }

    private func pause(seconds: Double) {
        let end = HostClock.now().seconds + seconds
        while !shouldStop, !notices.isPending, !selfTests.isPending {
            let left = end - HostClock.now().seconds
            if left <= 0 { return }
            heartbeat.beat()
            doorbell.wait(
                milliseconds: min(Int32((left * 1000).rounded(.up)), Heartbeat.longestSleepMilliseconds))
        }
    }

    private func awaitDeparture(of arrival: DeviceArrival, present: inout [DeviceArrival]) {
        for _ in 0..<20 where present.contains(arrival) && !shouldStop {
            if !notices.isPending { doorbell.wait(milliseconds: 50) }
            takeNotices(&present)
        }
    }

    /// At 1000 packets a second this bridges 4 s in which the pipeline thread gets no processor.
    static let packetRingCapacity = 4096
    static let eventRingCapacity = 1024
    /// After so many packets of another layout the device is opened anew (assumption: twice the transfers in flight).
    static let foreignLimit = 16
}

extension DeviceSession {
    fileprivate var packetLayout: PacketLayout {
        PacketLayout(
            channelCount: capabilities.channels.count, sampleFormat: capabilities.sampleFormat, rateIndex: rateIndex)
    }
}

extension StallWatchdog.Step {
    fileprivate var measure: RecoveryMeasure? {
        switch self {
        case .stalled, .hopeless: nil
        case .restartTransfers: .restartTransfers
        case .resetDevice: .resetDevice
        }
    }
}
