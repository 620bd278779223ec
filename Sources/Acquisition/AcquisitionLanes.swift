// SPDX-License-Identifier: Apache-2.0
public import PerineometerDriver
import Synchronization

/// Watches a device source and gives each perineometer that comes a lane, in which a thread of its own serves it.
public final class AcquisitionLanes: Sendable {
    private let source: any DeviceSource
    private let readersDoorbell: Doorbell
    private let publish: @Sendable (LaneChange) -> Void
    private let notices = NoticeInbox()
    private let zeros = KeptZeros()
    private let doorbell = Doorbell()
    private let heartbeat = Heartbeat("tonus-devices")
    private let isStopping = Atomic<Bool>(false)
    private let lanes = Mutex<[Lane]>([])

    private struct Lane: Sendable {
        let loop: AcquisitionLoop
        let thread: NamedThread
    }

    /// - Parameters:
    ///   - source: where devices come from.
    ///   - readersDoorbell: rung after frames or events were added to any lane.
    ///   - publish: told of every change of state, those of one lane in order, on that lane's thread; must return at
    ///     once.
    public init(
        source: any DeviceSource, readersDoorbell: Doorbell, publish: @escaping @Sendable (LaneChange) -> Void
    ) {
        self.source = source
        self.readersDoorbell = readersDoorbell
        self.publish = publish
    }

    /// Makes `run` return soon. May be called from any thread, at any time.
    public func stop() {
        isStopping.store(true, ordering: .releasing)
        // A lane may be in the middle of opening a device that does not answer.
        source.interrupt()
        doorbell.ring()
    }

    /// Whether every lane that serves a device now has real-time priority; false while none does.
    public var isRealTime: Bool {
        let serving = lanes.withLock { $0.map(\.loop) }.filter(\.isServing)
        return !serving.isEmpty && serving.allSatisfy(\.isRealTime)
    }

    /// Of every loop that must move for samples to flow: this one's, each lane's, and the source's. Each beats at least
    /// once a second while `run` runs, but where a device takes long to answer: a self-test may hold its lane for the
    /// two patterns' time and ten requests.
    public var heartbeats: [Heartbeat] {
        [heartbeat] + lanes.withLock { $0.map(\.loop.heartbeat) } + [source.deliveryHeartbeat].compactMap { $0 }
    }

    /// Asks for a self-test of the device in a lane, for which its stream pauses for some seconds. May be called from any
    /// thread. Returns false where one is asked for already, or there is no such lane; else the reply comes once, on
    /// another thread.
    public func selfTest(lane number: Int, _ reply: @escaping SelfTestReply) -> Bool {
        let all = lanes.withLock { $0 }
        return all.indices.contains(number) && all[number].loop.selfTest(reply)
    }

    /// Runs until `stop`. Blocks the calling thread. When it returns all devices are released.
    public func run() throws(TransportError) {
        try source.start { [notices, doorbell] notice in
            notices.post(notice)
            doorbell.ring()
        }
        defer { source.stop() }
        var assignment = LaneAssignment()
        var failure: TransportError?
        // Somebody has to say that no perineometer is there.
        if !notices.isPending { failure = open(lane: 0, serving: nil) }
        while failure == nil, !isStopping.load(ordering: .acquiring) {
            heartbeat.beat()
            for notice in notices.take() where failure == nil {
                switch notice {
                case .arrived(let arrival):
                    if let placement = assignment.arrive(arrival) { failure = hand(placement) }
                case .departed(let address):
                    let (lane, successor) = assignment.depart(address)
                    if let lane { loop(lane).post(notice) }
                    if let successor { failure = hand(successor) }
                }
            }
            if failure == nil { doorbell.wait(milliseconds: Heartbeat.longestSleepMilliseconds) }
        }
        let all = lanes.withLock { $0 }
        for lane in all { lane.loop.stop() }
        for lane in all { lane.thread.join() }
        if let failure { throw failure }
    }

    private func hand(_ placement: LaneAssignment.Placement) -> TransportError? {
        if placement.lane == lanes.withLock({ $0.count }) {
            return open(lane: placement.lane, serving: placement.arrival)
        }
        loop(placement.lane).post(.arrived(placement.arrival))
        return nil
    }

    private func loop(_ lane: Int) -> AcquisitionLoop { lanes.withLock { $0[lane].loop } }

    private func open(lane number: Int, serving arrival: DeviceArrival?) -> TransportError? {
        let counters = PipelineCounters()
        let name = "tonus-lane-\(number)"
        let loop = AcquisitionLoop(
            name, source: source, readersDoorbell: readersDoorbell, counters: counters, zeros: zeros
        ) { [publish] state in publish(LaneChange(lane: number, counters: counters, state: state)) }
        if let arrival { loop.post(.arrived(arrival)) }
        guard let thread = NamedThread(name, { loop.run() }) else {
            return .failed(operation: "Serving another perineometer", reason: "the system has no thread left")
        }
        lanes.withLock { $0.append(Lane(loop: loop, thread: thread)) }
        return nil
    }
}
