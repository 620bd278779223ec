// SPDX-License-Identifier: Apache-2.0
import Acquisition
import NIOCore
import PerineometerDriver
import Perineometry
import SignalProcessing
import StreamAPI
import Synchronization

/// Brings frames and events from the acquisition thread to the clients. Lives on the event loop, but for `post`.
///
/// Per wake-up: frames become visible, events are logged in their places, and every client that can take more is written
/// to. Nothing waits: a client whose socket is full is left out until the socket says it has room.
final class StreamPublisher: @unchecked Sendable {
    // Unchecked: everything but `inbox` is used on `eventLoop` only, which each entry checks.
    let eventLoop: any EventLoop
    let messages: MessageWriter
    private let inbox = Mutex<[DeviceState]>([])
    private let doorbell: Doorbell
    private(set) var timeline = Timeline()
    private(set) var events = EventLog()
    private var runEvents: EventRing.Consumer?
    private(set) var device: DeviceDescription
    private let sourceIsSimulated: Bool
    private var clients: [ObjectIdentifier: ClientHandler] = [:]

    init(eventLoop: any EventLoop, doorbell: Doorbell, hostTime: HostTimeScale, simulated: Bool) {
        self.eventLoop = eventLoop
        self.doorbell = doorbell
        messages = MessageWriter(hostTime: hostTime)
        sourceIsSimulated = simulated
        device = DeviceDescription(.absent, simulated: simulated)
    }

    /// Tells of a change of the device. For the acquisition thread.
    func post(_ state: DeviceState) {
        inbox.withLock { $0.append(state) }
        doorbell.ring()
    }

    /// Index of the newest sample, or nil before the first.
    var newestIndex: SampleIndex? {
        guard timeline.end > 0, let stretch = timeline.stretch(at: timeline.end - 1) else { return nil }
        return stretch.run.frames.index(at: timeline.end - 1 - stretch.base)
    }

    func add(_ client: ClientHandler) {
        eventLoop.preconditionInEventLoop()
        clients[ObjectIdentifier(client)] = client
    }

    func remove(_ client: ClientHandler) {
        eventLoop.preconditionInEventLoop()
        clients[ObjectIdentifier(client)] = nil
    }

    var clientCount: Int { clients.count }

    var subscriptionCount: Int { clients.values.reduce(0) { $0 + $1.subscriptionCount } }

    /// The doorbell rang.
    func advance() {
        eventLoop.preconditionInEventLoop()
        let changes = inbox.withLock { pending in
            defer { pending.removeAll() }
            return pending
        }
        for change in changes { apply(change) }
        collect()
        for client in clients.values { client.send() }
    }

    func forEachClient(_ body: (ClientHandler) -> Void) { for client in Array(clients.values) { body(client) } }

    private func apply(_ change: DeviceState) {
        collect()
        if case .streaming(let run) = change, timeline.current?.run !== run {
            timeline.begin(run)
            runEvents = run.takeEvents()
        }
        device = DeviceDescription(change, simulated: sourceIsSimulated)
        events.append(LoggedEvent(position: timeline.end, kind: .device(device)))
    }

    /// Makes frames visible, then logs the events of the current run: in this order, every event that precedes a visible
    /// frame is logged before the frame can be sent.
    private func collect() {
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
