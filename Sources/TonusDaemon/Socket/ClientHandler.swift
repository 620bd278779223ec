// SPDX-License-Identifier: Apache-2.0
import NIOCore
import StreamAPI

/// One connected client: its requests in, its replies and streams out.
///
/// Memory per client is bounded from both sides: at most one unfinished request is kept, and while more than the high
/// water mark waits to be sent, neither requests are read nor notifications written.
final class ClientHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let service: RequestService
    private let publisher: StreamPublisher
    private var lines = RequestLines()
    private var subscriptions: [Subscription] = []
    private var nextSubscriptionID = 1
    private var context: ChannelHandlerContext?
    /// Since when the socket has had no room; nil while it has.
    private(set) var blockedSince: NIODeadline?

    /// Notifications are gathered into writes of about this many bytes.
    private static let writeBytes = 32 * 1024

    init(service: RequestService, publisher: StreamPublisher) {
        self.service = service
        self.publisher = publisher
    }

    var subscriptionCount: Int { subscriptions.count }

    func channelActive(context: ChannelHandlerContext) {
        self.context = context
        publisher.add(self)
        var buffer = context.channel.allocator.buffer(capacity: 512)
        publisher.messages.write(service.hello(), method: Hello.method, to: &buffer)
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        publisher.remove(self)
        self.context = nil
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A client that vanishes is no fault of the daemon's.
        context.close(promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        lines.append(&bytes)
        var reply = context.channel.allocator.buffer(capacity: 1024)
        while let line = lines.next() {
            switch line {
            case .tooLong: service.refuseTooLong(reply: &reply)
            case .complete(let request): service.handle(request, from: self, reply: &reply)
            }
        }
        if reply.readableBytes > 0 { context.writeAndFlush(wrapOutboundOut(reply), promise: nil) }
        send()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        let isWritable = context.channel.isWritable
        blockedSince = isWritable ? nil : .now()
        // A client that sends requests without reading the replies must not fill the daemon's memory.
        context.channel.setOption(.autoRead, value: isWritable).whenFailure { _ in }
        if isWritable { send() }
    }

    func close() { context?.close(promise: nil) }

    // MARK: Subscriptions

    func subscribe(_ params: SubscribeParams, channels: [Int]) throws(RPCError) -> Int {
        guard subscriptions.count < ProtocolLimits.subscriptions else {
            throw RPCError(
                .tooManySubscriptions,
                "This connection already has \(ProtocolLimits.subscriptions) subscriptions, the most allowed.",
                hint: "Unsubscribe one first; one subscription can carry several streams.")
        }
        let id = nextSubscriptionID
        nextSubscriptionID += 1
        subscriptions.append(
            Subscription(
                id: id, params: params, channels: channels, timeline: publisher.timeline, events: publisher.events))
        return id
    }

    func unsubscribe(_ id: Int) throws(RPCError) {
        guard let place = subscriptions.firstIndex(where: { $0.id == id }) else {
            throw RPCError(
                .unknownSubscription, "This connection has no subscription \(id).",
                hint: "Use the number that the reply to subscribe gave; each connection counts its own.")
        }
        subscriptions.remove(at: place)
    }

    /// Writes what is due, as long as the socket has room.
    func send() {
        guard let context, !subscriptions.isEmpty else { return }
        while context.channel.isWritable {
            var buffer = context.channel.allocator.buffer(capacity: 2048)
            for place in subscriptions.indices {
                while buffer.readableBytes < Self.writeBytes {
                    let step = subscriptions[place].writeNext(
                        to: &buffer, timeline: publisher.timeline, events: publisher.events,
                        messages: publisher.messages)
                    if case .upToDate = step { break }
                }
            }
            if buffer.readableBytes == 0 { return }
            context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
        }
    }
}
