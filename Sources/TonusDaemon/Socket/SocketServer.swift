// SPDX-License-Identifier: Apache-2.0
import Acquisition
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
    let acquisition: AcquisitionLanes
    let webPort: WebPort
    let logger: Logger

    /// The most clients at once: half of the 1024 descriptors that a process may have by default.
    static let clientLimit = 512
    /// A client whose socket has had no room for this long is closed (assumption: nobody reads what is half a minute
    /// old as live).
    static let evictionSeconds: Int64 = 30
    /// How much may wait in the daemon to be sent to one client; beyond the high mark nothing more is written until the
    /// low one is reached.
    static let waterMark = ChannelOptions.Types.WriteBufferWaterMark(low: 32 * 1024, high: 128 * 1024)
    /// How much may wait in the kernel for one client: a second or so of a fast stream, not minutes of a slow one.
    static let sendBufferBytes = 128 * 1024

    func run() async throws {
        let loop = publisher.eventLoop
        let service = try await loop.submit { [publisher, identity, hostTime, realTime, acquisition] in
            NIOLoopBound(
                RequestService(
                    publisher: publisher, identity: identity, hostTime: hostTime, realTime: realTime,
                    acquisition: acquisition, connections: ConnectionCounts()), eventLoop: loop)
        }.get()
        let server = try await listen(service)
        let files = webPort == .off ? nil : WebFiles.folder(ofProgram: WebFiles.program).flatMap(WebFiles.init(folder:))
        let web = try await loop.submit { [publisher, socket, logger] in
            let server = WebServer(
                service: service.value, publisher: publisher, files: files,
                sessions: WebSessionFile(path: socket.path + ".web"), logger: logger)
            service.value.webDoor = server.door
            return NIOLoopBound(server, eventLoop: loop)
        }.get()
        await WebServer.listen(web, at: webPort, group: group)
        let bell = try await attachDoorbell()
        let ended = loop.makePromise(of: Void.self)
        let housekeeping = loop.scheduleRepeatedTask(initialDelay: .seconds(1), delay: .seconds(1)) {
            [publisher, socket, heartbeat, logger] _ in
            heartbeat.beat()
            web.value.endStreamsWithoutSession()
            if !socket.isInPlace { ended.fail(StartupError.socketLost(path: socket.path)) }
            let limit = NIODeadline.now() - .seconds(Self.evictionSeconds)
            publisher.forEachClient { client in
                guard let since = client.blockedSince, since < limit else { return }
                service.value.connections.evicted += 1
                logger.warning("Closed a client that read nothing for \(Self.evictionSeconds) s.")
                client.close()
            }
        }
        logger.info("Listening at \(socket.path)")
        isListening()
        let failure = await failure(until: ended)
        housekeeping.cancel()
        try? await server.close()
        try? await bell.close()
        try await loop.submit { [publisher] in
            // The last news, that the device was released among them.
            publisher.advance()
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
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 128)
            .childChannelOption(.writeBufferWaterMark, value: Self.waterMark)
            .childChannelOption(.socketOption(.so_sndbuf), value: Self.sendBufferBytes)
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelOption(
                .recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: ClientHandler.readBytes)
            )
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let requests = service.value
                    guard publisher.clientCount < Self.clientLimit else {
                        requests.connections.refused += 1
                        let refusal = requests.refusal(allocator: channel.allocator)
                        channel.writeAndFlush(refusal).whenComplete { _ in channel.close(promise: nil) }
                        return
                    }
                    try channel.pipeline.syncOperations.addHandler(
                        ClientHandler(service: requests, publisher: publisher))
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
