// SPDX-License-Identifier: Apache-2.0
import Acquisition
import NIOCore
import PerineometerDriver
import Perineometry
import StreamAPI

/// One connected client: its requests in, its replies and streams out.
///
/// Memory per client is bounded from both sides: at most one read's worth of requests is kept, and while more than the
/// high water mark waits to be sent, neither requests are read nor notifications written. Time per client is bounded as
/// well: in one turn of the event loop it gets so many requests answered or one buffer filled, then the others' turn comes.
final class ClientHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Counted from 1, never used twice.
    let number: Int
    let peer: PeerCredentials
    /// Asked when it connected: later the number may be another process's.
    let program: String?
    private(set) var role: ClientRole
    let since = HostClock.now()
    /// All streams of all subscriptions.
    private(set) var streams: Set<StreamName> = []
    /// Whether what is measured is withheld from this connection.
    private(set) var isWithheld = false
    /// What was withheld from it, by lane.
    private var withheld: [Int: WithheldSpans] = [:]
    /// By lane, how many contractions there were when the pause began: their times are not to be told by the count. Who
    /// comes in a pause is told of those before it, however often it comes.
    private var contractionsBefore: [Int: UInt64] = [:]
    private var isNew = true
    /// It was told why it is closed.
    private(set) var isLeaving = false

    let service: RequestService
    let publisher: StreamPublisher
    var exports = ClientExports()
    var imports = ClientImports()
    private var lines = RequestLines()
    private var subscriptions: [Placed] = []
    private var nextSubscriptionID = 1

    /// A subscription, what it was asked for with, and the lane that it reads.
    private struct Placed {
        var subscription: Subscription
        let params: SubscribeParams
        let lane: DeviceLane
    }

    /// Where the next buffer begins to be filled, so that no subscription starves the ones after it.
    private var firstInTurn = 0
    private var context: ChannelHandlerContext?
    private var turnIsScheduled = false
    private var mayHaveRequests = false
    /// Since when the socket has had no room; nil while it has.
    private(set) var blockedSince: NIODeadline?

    /// Notifications are gathered into writes of about this many bytes.
    private static let writeBytes = 32 * 1024
    /// The most requests that are answered in one turn.
    private static let requestsPerTurn = 16
    /// Between two turns of a client that has more to do: 16 000 requests or 32 MB a second are left to it.
    private static let turnPause = TimeAmount.milliseconds(1)
    /// The most device samples that are filtered for a lower rate in one turn: 1 to 3 ms of work.
    static let samplesPerTurn = 4096
    /// How much is read at once.
    static let readBytes = 4096

    /// - Parameters:
    ///   - peer: who is at the other end.
    ///   - role: what it may do.
    ///   - program: its name, where that is known; nil: as the system knows it.
    ///   - service: carries out its requests.
    ///   - publisher: streams to it.
    init(
        peer: PeerCredentials, role: ClientRole, program: String? = nil, service: RequestService,
        publisher: StreamPublisher
    ) {
        self.peer = peer
        self.role = role
        self.service = service
        self.publisher = publisher
        number = service.access.nextConnectionNumber()
        self.program = program ?? peer.programName()
    }

    var subscriptionCount: Int { subscriptions.count }

    func channelActive(context: ChannelHandlerContext) {
        self.context = context
        for lane in publisher.lanes {
            var spans = lane.withheld
            spans.close(at: lane.timeline.endPlace)
            withheld[lane.number] = spans
        }
        publisher.add(self)
        var buffer = context.channel.allocator.buffer(capacity: 512)
        publisher.messages.write(service.hello(to: self), method: Hello.method, to: &buffer)
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
        service.admit(self)
        isNew = false
    }

    func channelInactive(context: ChannelHandlerContext) {
        publisher.remove(self)
        self.context = nil
        exports.cancelAll()
        imports.cancelAll()
        service.forget(self)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A client that vanishes is no fault of the daemon's.
        context.close(promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        lines.append(&bytes)
        mayHaveRequests = true
        takeTurn()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        blockedSince = context.channel.isWritable ? nil : .now()
        takeTurn()
    }

    /// Sends a reply that had to wait. Nothing happens where the client has gone.
    func deliver(_ reply: ByteBuffer) {
        guard let context, !isLeaving else { return }
        context.writeAndFlush(wrapOutboundOut(reply), promise: nil)
    }

    func close() { context?.close(promise: nil) }

    /// Tells how a recording is, where that was asked for.
    func tell(_ session: SessionReport, hint: String?, marks: [SessionMessage.Mark]? = nil) {
        // Somebody may have become an observer since.
        guard role == .controller, !isWithheld, context?.channel.isWritable == true else { return }
        for placed in subscriptions where placed.params.streams.contains(.session) {
            let message = SessionMessage(
                subscription: placed.subscription.id, session: session, hint: hint, marks: marks)
            tell(message, method: SessionMessage.method)
        }
    }

    /// Tells what the coach of a lane said, where that was asked for. Where there is no room now, what is so then is told
    /// once there is.
    func tell(_ message: CoachMessage, of lane: DeviceLane) {
        guard !isWithheld, streams.contains(.coach), let context else { return }
        guard context.channel.isWritable else { return isCoachOwed = true }
        for placed in subscriptions where placed.lane === lane && placed.params.streams.contains(.coach) {
            var message = role == .controller ? message : message.withoutAnswers
            message.subscription = placed.subscription.id
            tell(message, method: CoachMessage.method)
        }
    }

    private var isCoachOwed = false

    /// Tells what the coach has asked by now, to one who was not told when it did.
    private func tellOwed() {
        guard isCoachOwed, !isWithheld, context?.channel.isWritable == true else { return }
        isCoachOwed = false
        for placed in subscriptions where placed.params.streams.contains(.coach) {
            var buffer = ByteBuffer()
            service.exercises.writeCurrent(
                of: placed.lane, subscription: placed.subscription.id, role: role, to: &buffer)
            if buffer.readableBytes > 0 { deliver(buffer) }
        }
    }

    /// Sends a last line behind what waits, and closes: when all is sent, or when `seconds` are over.
    func leave(_ bye: Bye, within seconds: Double) {
        guard let context, !isLeaving else { return }
        isLeaving = true
        context.channel.setOption(.autoRead, value: false).whenFailure { _ in }
        var buffer = context.channel.allocator.buffer(capacity: 256)
        publisher.messages.write(bye, method: Bye.method, to: &buffer)
        let channel = context.channel
        context.writeAndFlush(wrapOutboundOut(buffer)).whenComplete { _ in channel.close(promise: nil) }
        let timeout = context.eventLoop.scheduleTask(in: .milliseconds(Int64(seconds * 1000))) {
            channel.close(promise: nil)
        }
        channel.closeFuture.whenComplete { _ in timeout.cancel() }
    }

    /// Bytes that the kernel has not taken yet.
    var waitingBytes: Int {
        guard let context else { return 0 }
        return (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
    }

    private func tell(_ params: some Codable & Sendable, method: String) {
        var buffer = ByteBuffer()
        publisher.messages.write(params, method: method, to: &buffer)
        deliver(buffer)
    }

    // MARK: Access and consent

    /// Other rules hold: tells the client, or closes the connection where they do not let it connect.
    func apply(_ rules: AccessRules) {
        guard !isLeaving else { return }
        guard let new = rules.role(of: peer) else {
            service.connections.closed.notAllowed += 1
            return leave(
                Bye(
                    .notAllowed, "The daemon's settings no longer let you connect.",
                    hint: "Ask whoever runs tonusd to name you or a group of yours in its settings."),
                within: service.limits.farewellSeconds)
        }
        guard new != role else { return }
        role = new
        tell(RoleMessage(role: new), method: RoleMessage.method)
        service.access.noteChange()
    }

    /// Withholds what is measured from here on, or no longer. What has gone to the kernel cannot be taken back; where the
    /// daemon itself still holds lines for this client, the connection is closed, so that they are not sent.
    func setWithheld(_ isNow: Bool) {
        guard isNow != isWithheld, !isLeaving else { return }
        isWithheld = isNow
        for lane in publisher.lanes {
            let place = lane.timeline.endPlace
            withheld[lane.number, default: WithheldSpans()].forget(before: lane.timeline.oldest)
            if isNow {
                withheld[lane.number]?.open(at: place)
                contractionsBefore[lane.number] =
                    isNew && lane.withheld.isOpen ? lane.contractionsBefore : lane.counters.snapshot.contractions
            } else {
                withheld[lane.number]?.close(at: place)
            }
        }
        if isNow, waitingBytes > 0 {
            service.connections.closed.withheld += 1
            isLeaving = true
            return close()
        }
        if !isNow {
            contractionsBefore.removeAll()
            isCoachOwed = true
        }
        tell(WithheldMessage(withheld: isNow), method: WithheldMessage.method)
        send()
    }

    /// What of a lane this connection may not see.
    func withheldSpans(of lane: DeviceLane) -> WithheldSpans {
        if let known = withheld[lane.number] { return known }
        var spans = WithheldSpans()
        if isWithheld { spans.open(at: LanePlace(position: 0, index: SampleIndex(0))) }
        withheld[lane.number] = spans
        return spans
    }

    /// How many contractions there were in a lane, as far as this connection may know.
    func contractions(in lane: DeviceLane) -> UInt64 {
        let now = lane.counters.snapshot.contractions
        return isWithheld ? contractionsBefore[lane.number] ?? 0 : now
    }

    // MARK: Taking turns

    /// Answers requests and sends what is due, for one turn; asks for another where there is more.
    private func takeTurn() {
        guard let context, !isLeaving else { return }
        answerRequests(context)
        // A client that sends more than it reads must not fill the daemon's memory.
        let wantsMore = context.channel.isWritable && !mayHaveRequests
        context.channel.setOption(.autoRead, value: wantsMore).whenFailure { _ in }
        if mayHaveRequests, context.channel.isWritable { scheduleTurn() }
        send()
    }

    private func answerRequests(_ context: ChannelHandlerContext) {
        var reply = context.channel.allocator.buffer(capacity: 1024)
        var answered = 0
        while mayHaveRequests, answered < Self.requestsPerTurn, context.channel.isWritable {
            switch lines.next() {
            case nil: mayHaveRequests = false
            case .tooLong: service.refuseTooLong(reply: &reply)
            case .complete(let request):
                service.handle(request, from: self, reply: &reply)
            }
            answered += 1
        }
        if reply.readableBytes > 0 { context.writeAndFlush(wrapOutboundOut(reply), promise: nil) }
    }

    private func scheduleTurn() {
        guard let context, !turnIsScheduled else { return }
        turnIsScheduled = true
        // Not at once: the loop would run one client's turns before it looks at any other's socket again.
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.turnPause) { [self] in
            turnIsScheduled = false
            takeTurn()
        }
    }

    /// Writes what is due: one buffer, or what takes no more work than that, as long as the socket has room.
    func send() {
        guard let context, !isLeaving, !subscriptions.isEmpty, context.channel.isWritable else { return }
        tellOwed()
        var buffer = context.channel.allocator.buffer(capacity: 2048)
        var isFull = false
        var decimated = 0
        var written: [(LaneLatency, Range<Int>)] = []
        for offset in subscriptions.indices where !isFull {
            let place = (firstInTurn + offset) % subscriptions.count
            let lane = subscriptions[place].lane
            let droppedBefore = subscriptions[place].subscription.dropped
            let decimatedBefore = subscriptions[place].subscription.decimated
            var work: Int { decimated + subscriptions[place].subscription.decimated - decimatedBefore }
            subscriptions[place].subscription.writeDevices(to: &buffer, of: publisher, withheld: isWithheld)
            subscriptions[place].subscription.writeConsent(to: &buffer, of: service.access, client: self)
            let withheld = withheldSpans(of: lane)
            while buffer.readableBytes < Self.writeBytes, work < Self.samplesPerTurn {
                let step = subscriptions[place].subscription.writeNext(
                    to: &buffer, timeline: lane.timeline, events: lane.events, messages: publisher.messages,
                    withheld: withheld)
                if case .upToDate = step { break }
            }
            if let positions = subscriptions[place].subscription.takeWritten() {
                written.append((lane.latency, positions))
            }
            service.connections.dropped += subscriptions[place].subscription.dropped - droppedBefore
            decimated = work
            isFull = buffer.readableBytes >= Self.writeBytes || decimated >= Self.samplesPerTurn
            if isFull { firstInTurn = (place + 1) % subscriptions.count }
        }
        if buffer.readableBytes > 0 { write(buffer, measuring: written, context) }
        if isFull, context.channel.isWritable { scheduleTurn() }
    }

    private func write(
        _ buffer: ByteBuffer, measuring written: [(LaneLatency, Range<Int>)], _ context: ChannelHandlerContext
    ) {
        guard !written.isEmpty else { return context.writeAndFlush(wrapOutboundOut(buffer), promise: nil) }
        let promise = context.eventLoop.makePromise(of: Void.self)
        // Kept once the kernel has the last byte: at once, or when a slow client has made room.
        promise.futureResult.assumeIsolated().whenSuccess {
            let now = HostClock.now()
            for (latency, positions) in written { latency.wrote(positions, at: now) }
        }
        context.writeAndFlush(wrapOutboundOut(buffer), promise: promise)
    }

    // MARK: Subscriptions

    /// The subscription that was granted to the same request, by its key; nil where there is none.
    func subscription(repeating params: SubscribeParams) throws(RPCError) -> (id: Int, lane: DeviceLane)? {
        guard let key = params.key, let placed = subscriptions.first(where: { $0.params.key == key }) else {
            return nil
        }
        guard placed.params == params else {
            throw RPCError(
                .invalidParams,
                "The key \"\(key)\" is that of subscription \(placed.subscription.id), which was asked for otherwise.",
                hint: "Use another key, or unsubscribe that one first.")
        }
        return (placed.subscription.id, placed.lane)
    }

    func subscribe(_ params: SubscribeParams, lane: DeviceLane) throws(RPCError) -> Int {
        guard subscriptions.count < ProtocolLimits.subscriptions else {
            throw RPCError(
                .tooManySubscriptions,
                "This connection already has \(ProtocolLimits.subscriptions) subscriptions, the most allowed.",
                hint: "Unsubscribe one first; one subscription can carry several streams.")
        }
        let id = nextSubscriptionID
        nextSubscriptionID += 1
        let subscription = Subscription(
            id: id, params: params, timeline: lane.timeline, events: lane.events, now: lane.now)
        subscriptions.append(Placed(subscription: subscription, params: params, lane: lane))
        noteStreams()
        return id
    }

    func unsubscribe(_ id: Int) throws(RPCError) {
        guard let place = subscriptions.firstIndex(where: { $0.subscription.id == id }) else {
            throw RPCError(
                .unknownSubscription, "This connection has no subscription \(id).",
                hint: "Use the number that the reply to subscribe gave; each connection counts its own.")
        }
        subscriptions.remove(at: place)
        firstInTurn = 0
        noteStreams()
    }

    private func noteStreams() {
        let before = streams
        streams = subscriptions.reduce(into: []) { $0.formUnion($1.subscription.streams) }
        if streams != before { service.access.noteChange() }
    }
}
