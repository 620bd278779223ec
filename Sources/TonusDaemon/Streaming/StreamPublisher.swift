// SPDX-License-Identifier: Apache-2.0
import Acquisition
import NIOCore
import PerineometerDriver
import Perineometry
import SignalProcessing
import StreamAPI
import Synchronization

/// Brings frames and events from the acquisition threads to the clients. Lives on the event loop, but for `post`.
///
/// Per wake-up: frames become visible, events are logged in their places, and every client that can take more is written
/// to. Nothing waits: a client whose socket is full is left out until the socket says it has room.
final class StreamPublisher: @unchecked Sendable {
    // Unchecked: everything but `inbox` is used on `eventLoop` only, which each entry checks.
    let eventLoop: any EventLoop
    let messages: MessageWriter
    private let inbox = Mutex<[LaneChange]>([])
    private let doorbell: Doorbell
    /// Never empty: the first lane exists before any device does.
    private(set) var lanes: [DeviceLane]
    /// Counts the changes of any device, so that a subscription sees whether it has told the newest.
    private(set) var deviceChanges = 0
    /// Whether what comes now is withheld from anybody.
    var isWithheldFromSomebody = false {
        didSet {
            guard isWithheldFromSomebody != oldValue else { return }
            for lane in lanes { lane.withhold(isWithheldFromSomebody) }
        }
    }
    /// Called when new frames and events can be seen, before they are sent.
    var whenCollected: () -> Void = {}
    private var restsUntil = NIODeadline.distantPast
    private var sendsAfterRest = false
    private let sourceIsSimulated: Bool
    private let noteZero: (Int, Zero) -> Void
    private var clients: [ObjectIdentifier: ClientHandler] = [:]

    /// - Parameters:
    ///   - eventLoop: where everything but `post` happens.
    ///   - doorbell: rung when something was posted.
    ///   - hostTime: for what is written.
    ///   - simulated: whether the source is the virtual perineometer.
    ///   - noteZero: told of every zero that has come to hold, and in which lane.
    init(
        eventLoop: any EventLoop, doorbell: Doorbell, hostTime: HostTimeScale, simulated: Bool,
        noteZero: @escaping (Int, Zero) -> Void = { _, _ in }
    ) {
        self.noteZero = noteZero
        self.eventLoop = eventLoop
        self.doorbell = doorbell
        messages = MessageWriter(hostTime: hostTime)
        sourceIsSimulated = simulated
        lanes = [DeviceLane(number: 0, simulated: simulated, hostTime: hostTime)]
    }

    /// Tells of a change of a device. For the acquisition threads.
    func post(_ change: LaneChange) {
        inbox.withLock { $0.append(change) }
        doorbell.ring()
    }

    /// Where a client belongs that does not say which perineometer it means: the first lane in which there is one.
    var defaultLane: DeviceLane { lanes.first { $0.isOccupied } ?? lanes[0] }

    /// The lane in which a perineometer is, or was last; nil where none of this serial number was ever seen.
    func lane(ofSerial serial: String) -> DeviceLane? {
        let known = lanes.filter { $0.device.serial == serial }
        return known.first { $0.isOccupied } ?? known.first
    }

    /// Every perineometer that was ever seen, as `devices` tells them; where there was none, that there is none.
    var devices: [DeviceDescription] { lanes.map(\.device) }

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

    /// The doorbell rang, or everything is to be sent that can be.
    func advance(withoutRest: Bool = false) {
        if withoutRest { restsUntil = .distantPast }
        eventLoop.preconditionInEventLoop()
        let changes = inbox.withLock { pending in
            defer { pending.removeAll() }
            return pending
        }
        for change in changes { apply(change) }
        for lane in lanes where lane.collect() {
            deviceChanges += 1
            noteZero(lane.number, lane.zero.zero)
        }
        whenCollected()
        sendToAll()
    }

    /// Writes to every client, unless it is time to rest from the last time.
    ///
    /// A write costs the kernel some microseconds, whatever its length: with hundreds of clients at a thousand samples a
    /// second the loop would do nothing else. So it rests for as long as it worked, and each client then gets a few
    /// samples at once. With few clients the work is over before the next packet comes, and nobody waits.
    private func sendToAll() {
        let start = NIODeadline.now()
        guard start >= restsUntil else {
            guard !sendsAfterRest else { return }
            sendsAfterRest = true
            eventLoop.assumeIsolated().scheduleTask(deadline: restsUntil) { [self] in
                sendsAfterRest = false
                sendToAll()
            }
            return
        }
        for client in clients.values { client.send() }
        let end = NIODeadline.now()
        restsUntil = end + (end - start)
    }

    func forEachClient(_ body: (ClientHandler) -> Void) { for client in Array(clients.values) { body(client) } }

    private func apply(_ change: LaneChange) {
        // Lanes are taken into use in order, but their threads need not be heard in order.
        while lanes.count <= change.lane {
            let lane = DeviceLane(number: lanes.count, simulated: sourceIsSimulated, hostTime: messages.hostTime)
            if isWithheldFromSomebody { lane.withhold(true) }
            lanes.append(lane)
        }
        lanes[change.lane].apply(change)
        deviceChanges += 1
    }
}
