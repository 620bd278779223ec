// SPDX-License-Identifier: Apache-2.0
import Acquisition
import DaemonSettings
import Glibc
import Logging
import NIOCore
import NIOPosix
import PerineometerDriver
import Perineometry
import ServiceLifecycle
import StreamAPI

/// Listens on the Unix socket and serves clients until the daemon stops. One event loop carries all clients.
struct SocketServer: Service {
    let socket: ListeningSocket
    let heartbeat: Heartbeat
    /// Called once the socket listens.
    let isListening: @Sendable () -> Void
    let group: MultiThreadedEventLoopGroup
    let publisher: StreamPublisher
    let doorbell: Doorbell
    let identity: DaemonIdentity
    let hostTime: HostTimeScale
    let realTime: RealTimeReport
    let acquisition: any AcquisitionEngine
    let access: ClientAccess
    let sessions: SessionDesk
    /// As configured now.
    var limits: @Sendable () -> ClientLimits = { ClientLimits() }
    var webPort = WebPort.off
    /// Whether whoever can reach the dashboard's port may see counts and latencies.
    var showsMetrics: @Sendable () -> Bool = { false }
    let logger: Logger

    func run() async throws {
        let loop = publisher.eventLoop
        let service = try await loop.submit {
            [publisher, identity, hostTime, realTime, acquisition, access, sessions, limits] in
            NIOLoopBound(
                RequestService(
                    publisher: publisher, identity: identity, hostTime: hostTime, realTime: realTime,
                    acquisition: acquisition, connections: ConnectionCounts(), access: access, sessions: sessions,
                    limits: limits),
                eventLoop: loop)
        }.get()
        let server = try await listen(service)
        let files = webPort == .off ? nil : WebFiles.folder(ofProgram: WebFiles.program).flatMap(WebFiles.init(folder:))
        let web = try await loop.submit { [publisher, socket, showsMetrics, logger] in
            let server = WebServer(
                service: service.value, publisher: publisher, files: files,
                sessions: WebSessionFile(path: socket.path + ".web"), showsMetrics: showsMetrics, logger: logger)
            service.value.webDoor = server.door
            return NIOLoopBound(server, eventLoop: loop)
        }.get()
        await WebServer.listen(web, at: webPort, limits: limits(), group: group)
        let bell = try await attachDoorbell()
        let ended = loop.makePromise(of: Void.self)
        let housekeeping = loop.scheduleRepeatedTask(initialDelay: .seconds(1), delay: .seconds(1)) {
            [publisher, socket, heartbeat, limits, logger] _ in
            heartbeat.beat()
            web.value.endStreamsWithoutSession()
            if !socket.isInPlace { ended.fail(StartupError.socketLost(path: socket.path)) }
            let limits = limits()
            let limit = NIODeadline.now() - .milliseconds(Int64(limits.evictionSeconds * 1000))
            publisher.forEachClient { client in
                guard !client.isLeaving, let since = client.blockedSince, since < limit else { return }
                service.value.connections.closed.slow += 1
                logger.warning(
                    "Closed a client that was too slow for \(limits.evictionSeconds) s.",
                    metadata: ["connection": "\(client.number)"])
                client.leave(
                    Bye(
                        .evicted,
                        "You read less than \(limits.waitingBytes - limits.lowWaitingBytes) bytes in "
                            + "\(limits.evictionSeconds) s.",
                        hint: "Read all the time; ask for a lower rate, fewer channels, or delivery \"latest\"."),
                    within: limits.farewellSeconds)
            }
        }
        logger.info("Listening at \(socket.path)")
        loop.execute { [sessions] in sessions.begin() }
        isListening()
        let failure = await failure(until: ended)
        housekeeping.cancel()
        try? await server.close()
        try? await bell.close()
        try await loop.submit { [publisher] in
            // The last news, that the device was released among them.
            publisher.advance(withoutRest: true)
            publisher.forEachClient { $0.close() }
            web.value.close()
        }.get()
        if let failure { throw failure }
    }

    /// Waits until the daemon is to stop, or the promise fails.
    private func failure(until ended: EventLoopPromise<Void>) async -> (any Error)? {
        do {
            try await withTaskCancellationHandler {
                try await withGracefulShutdownHandler {
                    try await ended.futureResult.get()
                } onGracefulShutdown: {
                    ended.succeed()
                }
            } onCancel: {
                ended.succeed()
            }
            return nil
        } catch {
            return error
        }
    }

    private func listen(_ service: NIOLoopBound<RequestService>) async throws -> any NIOCore.Channel {
        let publisher = publisher
        // For those who connect from now on; only the number of clients and the patience may change later.
        let limits = limits()
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 128)
            .childChannelOption(
                .writeBufferWaterMark, value: .init(low: limits.lowWaitingBytes, high: limits.waitingBytes)
            )
            .childChannelOption(.socketOption(.so_sndbuf), value: SocketOptionValue(limits.sendBufferBytes))
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelOption(
                .recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: ClientHandler.readBytes)
            )
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let requests = service.value
                    func refuse(_ refusal: ByteBuffer) {
                        requests.connections.refused += 1
                        channel.writeAndFlush(refusal).whenComplete { _ in channel.close(promise: nil) }
                    }
                    guard requests.connections.places < requests.limits.clients else {
                        return refuse(requests.refusal(allocator: channel.allocator))
                    }
                    let peer = try channel.pipeline.syncOperations.withUnsafeTransportIfAvailable(
                        of: NIOBSDSocket.Handle.self
                    ) { PeerCredentials(ofPeerOf: $0) }
                    guard let peer = peer ?? nil, let role = requests.access.rules.role(of: peer) else {
                        return refuse(requests.refusal(of: peer ?? nil, allocator: channel.allocator))
                    }
                    // Not by the handlers that are active: many may be accepted before the first of them is.
                    requests.connections.places += 1
                    channel.closeFuture.assumeIsolated().whenComplete { _ in requests.connections.places -= 1 }
                    try channel.pipeline.syncOperations.addHandler(
                        ClientHandler(peer: peer, role: role, service: requests, publisher: publisher))
                }
            }
        return try await bootstrap.withBoundSocket(try socket.descriptor()).get()
    }

    private func attachDoorbell() async throws -> any NIOCore.Channel {
        let publisher = publisher
        let descriptor = dup(doorbell.fileDescriptor)
        return try await NIOPipeBootstrap(group: group)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(DoorbellHandler(publisher: publisher))
                }
            }
            .takingOwnershipOfDescriptor(input: descriptor).get()
    }
}

/// Wakes the publisher when the acquisition thread rings.
private final class DoorbellHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let publisher: StreamPublisher

    init(publisher: StreamPublisher) { self.publisher = publisher }

    func channelReadComplete(context: ChannelHandlerContext) { publisher.advance() }
}
