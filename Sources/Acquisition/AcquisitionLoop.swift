// SPDX-License-Identifier: Apache-2.0
import CLinuxShim
import DeviceProtocol
public import PerineometerDriver
import Perineometry
import SignalProcessing
import Synchronization

/// Watches a device source, opens the perineometer that comes, and runs its pipeline until it goes.
///
/// All of this happens on one thread of its own. Control requests block, but only while nothing streams; while a device
/// streams, the thread does nothing but run the pipeline. Threads and what they share:
///
///     transport's thread --PacketRing + doorbell--> this thread --FrameRing, EventRing + doorbell--> readers
///
/// Stopping is by flag and doorbell; `run` returns when the device is closed and the source stopped.
public final class AcquisitionLoop: Sendable {
    private let source: any DeviceSource
    private let publish: @Sendable (DeviceState) -> Void
    private let readersDoorbell: Doorbell
    private let doorbell = Doorbell()
    private let isStopping = Atomic<Bool>(false)
    private let notices = NoticeInbox()
    private let scheduling: ThreadScheduling
    public let counters = PipelineCounters()

    /// - Parameters:
    ///   - source: where devices come from.
    ///   - readersDoorbell: rung after frames or events were added.
    ///   - scheduling: tells whoever asks how the acquisition thread is scheduled.
    ///   - publish: told of every change of state, in order, on the acquisition thread; must return at once.
    public init(
        source: any DeviceSource, readersDoorbell: Doorbell, scheduling: ThreadScheduling = ThreadScheduling(),
        publish: @escaping @Sendable (DeviceState) -> Void
    ) {
        self.source = source
        self.readersDoorbell = readersDoorbell
        self.scheduling = scheduling
        self.publish = publish
    }

    /// Makes `run` return soon. May be called from any thread, at any time.
    public func stop() {
        isStopping.store(true, ordering: .releasing)
        source.interrupt()
        doorbell.ring()
    }

    /// Runs until `stop`. Blocks the calling thread.
    public func run() throws(TransportError) {
        try source.start { [notices, doorbell] notice in
            notices.post(notice)
            doorbell.ring()
        }
        defer { source.stop() }
        var present: [DeviceAddress] = []
        var run = RunCounters()
        var backOff = BackOff()
        for notice in notices.take() { present.apply(notice) }
        if present.isEmpty { publish(.absent) }
        while !shouldStop {
            for notice in notices.take() { present.apply(notice) }
            guard let address = present.first else {
                backOff.reset()
                doorbell.wait(milliseconds: 1000)
                continue
            }
            publish(.opening)
            // Asked anew for every device: the right may have come or gone since.
            scheduling.makeThisThreadRealTime(priority: RealTime.pipelinePriority)
            let failure: DeviceError?
            do throws(DeviceError) {
                let opened = HostClock.now().seconds
                failure = try serve(address, present: &present, run: &run)
                if HostClock.now().seconds - opened >= BackOff.forgottenSeconds { backOff.reset() }
            } catch {
                failure = error
            }
            for notice in notices.take() { present.apply(notice) }
            if shouldStop { break }
            if present.isEmpty { publish(.absent) }
            guard let failure, present.contains(address) else { continue }
            // Another device may work where this one does not.
            present.append(present.removeFirst())
            let seconds = backOff.next()
            publish(.unavailable(failure, retrySeconds: seconds))
            pause(seconds: seconds)
            for notice in notices.take() { present.apply(notice) }
            if present.isEmpty { publish(.absent) }
        }
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
        _ address: DeviceAddress, present: inout [DeviceAddress], run counters: inout RunCounters
    ) throws(DeviceError) -> DeviceError? {
        let transport: any Transport
        do throws(TransportError) {
            transport = try source.open(address)
        } catch {
            throw .transport(error)
        }
        let session: DeviceSession
        do throws(DeviceError) {
            session = try DeviceSession.negotiate(over: transport)
        } catch {
            transport.close()
            throw error
        }
        let filter: FilterChain
        do throws(FilterDesignError) {
            filter = try FilterChain.live(rateHertz: session.rateHertz)
        } catch {
            transport.close()
            throw .transport(.failed(operation: "Designing the filter", reason: "\(error)"))
        }
        let packets = PacketRing.make(capacity: Self.packetRingCapacity)
        let events = EventRing.make(capacity: Self.eventRingCapacity)
        let sink = PacketSink(producer: packets.producer, doorbell: doorbell)
        var consumer = packets.consumer
        let description = StreamDescription(device: session, filter: filter)
        let frames = FrameRing(
            channelCount: session.capabilities.channels.count,
            readableCapacity: session.rateHertz * StreamRun.historySeconds)
        counters.number += 1
        let run = StreamRun(
            number: counters.number, device: session, description: description, frames: frames,
            events: events.consumer)
        var pipeline = SamplePipeline(
            rateHertz: session.rateHertz, layout: session.packetLayout, detectionChannel: description.detectionChannel,
            calibration: session.calibration, filter: filter, frames: frames, events: events.producer,
            counters: self.counters, firstIndex: counters.nextIndex,
            firstContractionID: counters.nextContractionID, hostTime: counters.hostTime)
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

        let end = stream(
            run, address: address, present: &present, packets: &consumer, sink: sink, pipeline: &pipeline)

        session.close()
        drain(&consumer, into: &pipeline)
        pipeline.noteDroppedAtEnd(packets: sink.droppedAtEnd)
        pipeline.finish()
        counters.nextIndex = pipeline.nextIndex
        counters.nextContractionID = pipeline.nextContractionID
        counters.hostTime = pipeline.hostTime
        run.end()
        readersDoorbell.ring()
        publish(.gone(run, end))
        if case .transport(.disconnected)? = end {
            // The bus reports the departure a little later; until then the address must not be opened again.
            awaitDeparture(of: address, present: &present)
        }
        return end
    }

    /// Runs the pipeline until the device goes or the daemon stops. Returns why, or nil when the daemon stops.
    private func stream(
        _ run: StreamRun, address: DeviceAddress, present: inout [DeviceAddress],
        packets: inout PacketRing.Consumer, sink: PacketSink, pipeline: inout SamplePipeline
    ) -> DeviceError? {
        var silence = Silence(now: HostClock.now())
        while !shouldStop {
            if drain(&packets, into: &pipeline) > 0 {
                readersDoorbell.ring()
                if silence.broken(now: HostClock.now()) { publish(.streaming(run)) }
            } else if let error = silence.persists(now: HostClock.now()) {
                publish(.stalled(run, error))
            }
            if pipeline.foreignInARow >= Self.foreignLimit { return .layoutChanged }
            if let reason = sink.ended { return .transport(reason) }
            if silence.isHopeless(now: HostClock.now()) { return .silent(seconds: Silence.hopelessSeconds) }
            if notices.isPending {
                for notice in notices.take() { present.apply(notice) }
                if !present.contains(address) { return .transport(.disconnected) }
            }
            doorbell.wait(milliseconds: 100)
        }
        return nil
    }

    @discardableResult
    private func drain(_ packets: inout PacketRing.Consumer, into pipeline: inout SamplePipeline) -> Int {
        var count = 0
        while let packet = packets.pop() {
            pipeline.process(packet)
            count += 1
        }
        return count
    }

    private var shouldStop: Bool { isStopping.load(ordering: .acquiring) }

    private func pause(seconds: Double) {
        let end = HostClock.now().seconds + seconds
        while !shouldStop, !notices.isPending {
            let left = end - HostClock.now().seconds
            if left <= 0 { return }
            doorbell.wait(milliseconds: Int32((left * 1000).rounded(.up)))
        }
    }

    private func awaitDeparture(of address: DeviceAddress, present: inout [DeviceAddress]) {
        for _ in 0..<20 where present.contains(address) && !shouldStop {
            if !notices.isPending { doorbell.wait(milliseconds: 50) }
            for notice in notices.take() { present.apply(notice) }
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
