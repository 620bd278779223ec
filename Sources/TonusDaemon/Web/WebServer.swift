// SPDX-License-Identifier: Apache-2.0
import Glibc
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket
import StreamAPI

/// Serves the dashboard to browsers on this machine: its files over HTTP, and over a WebSocket what the Unix socket says,
/// by the same handler. Lives on the event loop of the socket's clients.
final class WebServer {
    let door: WebDoor
    private let service: RequestService
    private let publisher: StreamPublisher
    private let files: WebFiles?
    private let showsMetrics: () -> Bool
    private let logger: Logger
    private var listener: (any Channel)?
    private var connections: [ObjectIdentifier: any Channel] = [:]
    /// The session that each stream belongs to.
    private var streams: [ObjectIdentifier: WebSecret] = [:]

    /// The most connections at once, of pages and streams together: a browser opens six for a page.
    static let connectionLimit = 64
    /// What a browser sends is 1 KiB or so.
    private static var headLimits: NIOHTTPDecoderLimitConfiguration {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = 4096
        limits.maxHeaderListSize = 16 * 1024
        limits.maxHeaderFieldCount = 64
        return limits
    }

    init(
        service: RequestService, publisher: StreamPublisher, files: WebFiles?, sessions: WebSessionFile,
        showsMetrics: @escaping () -> Bool, logger: Logger
    ) {
        self.showsMetrics = showsMetrics
        self.service = service
        self.publisher = publisher
        self.files = files
        self.logger = logger
        door = WebDoor(
            state: .closed(reason: "The dashboard is off.", hint: "Start tonusd without --http off."), file: sessions)
    }

    /// Listens, where that can be done; the daemon goes on without a dashboard where not, and `web.open` says why.
    static func listen(
        _ server: NIOLoopBound<WebServer>, at port: WebPort, limits: ClientLimits, group: MultiThreadedEventLoopGroup
    ) async {
        let ports: [Int] =
            switch port {
            case .off: []
            case .automatic: [WebPort.usual, 0]
            case .fixed(let port): [port]
            }
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 64)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(
                .writeBufferWaterMark, value: .init(low: limits.lowWaitingBytes, high: limits.waitingBytes)
            )
            .childChannelOption(.socketOption(.so_sndbuf), value: SocketOptionValue(limits.sendBufferBytes))
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelOption(
                .recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: ClientHandler.readBytes)
            )
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try server.value.accept(channel, as: server) }
            }
        for port in ports {
            let result = await Self.bind(bootstrap, port: port)
            let isOpen = try? await group.next().submit { server.value.note(result, port: port) }.get()
            if isOpen == true { return }
        }
    }

    private static func bind(_ bootstrap: ServerBootstrap, port: Int) async -> Result<any Channel, any Error> {
        do {
            return .success(try await bootstrap.bind(host: WebAddress.interface, port: port).get())
        } catch {
            return .failure(error)
        }
    }

    /// Opens the door where the server listens now. Returns whether it does.
    private func note(_ result: Result<any Channel, any Error>, port: Int) -> Bool {
        switch result {
        case .success(let channel):
            guard let port = channel.localAddress?.port else { return false }
            guard files != nil else {
                channel.close(promise: nil)
                door.state = .closed(
                    reason: "The dashboard's files were not found.",
                    hint: "They belong into share/tonus/web beside the folder of the program: install Tonus again.")
                logger.warning("No dashboard: its files, share/tonus/web beside the program's folder, were not found.")
                return true
            }
            listener = channel
            door.state = .open(WebAddress(port: port))
            logger.info("Dashboard at \(WebAddress(port: port).base); `tonus open` lets a browser in")
            return true
        case .failure(let error):
            let reason = (error as? IOError).map { String(cString: strerror($0.errnoCode)) } ?? "\(error)"
            door.state = .closed(
                reason: "The dashboard could not be served at port \(port): \(reason).",
                hint: "Start tonusd with another --http PORT, or end the program that has this one.")
            logger.warning("No dashboard at port \(port): \(reason)")
            return false
        }
    }

    /// Ends the streams whose session was left, or is over.
    func endStreamsWithoutSession() {
        for (id, session) in streams where !door.isAdmitted(session) { connections[id]?.close(promise: nil) }
    }

    /// Ends everything.
    func close() {
        listener?.close(promise: nil)
        listener = nil
        for connection in connections.values { connection.close(promise: nil) }
    }

    private func accept(_ channel: any Channel, as server: NIOLoopBound<WebServer>) throws {
        guard case .open(let address) = door.state, let files, connections.count < Self.connectionLimit else {
            channel.close(promise: nil)
            return
        }
        let id = ObjectIdentifier(channel)
        connections[id] = channel
        channel.closeFuture.assumeIsolated().whenComplete { [self] _ in
            connections[id] = nil
            streams[id] = nil
        }
        let rules = WebRequestRules(address: address, door: door)
        let requests = NIOLoopBound(
            WebRequestHandler(
                rules: rules, files: files, exports: service.webExports,
                metrics: { [service, showsMetrics] in
                    showsMetrics() ? PrometheusText.render(service.status(to: nil)) : nil
                }),
            eventLoop: channel.eventLoop)
        let upgrader = NIOWebSocketServerUpgrader(
            maxFrameSize: ProtocolLimits.requestBytes,
            shouldUpgrade: { channel, head in
                channel.eventLoop.makeCompletedFuture { server.value.upgrades(head, at: address) ? HTTPHeaders() : nil }
            },
            upgradePipelineHandler: { channel, head in
                channel.eventLoop.makeCompletedFuture {
                    try server.value.stream(to: channel, session: address.session(of: head.headers))
                }
            })
        try channel.pipeline.syncOperations.configureHTTPServerPipeline(
            withServerUpgrade: (
                upgraders: [upgrader],
                completionHandler: { context in
                    context.pipeline.syncOperations.removeHandler(requests.value, promise: nil)
                }
            ),
            withEncoderConfiguration: .init(), withDecoderLimitConfiguration: Self.headLimits)
        try channel.pipeline.syncOperations.addHandler(requests.value)
    }

    private func upgrades(_ head: HTTPRequestHead, at address: WebAddress) -> Bool {
        head.uri == WebRequestHandler.streamPath && publisher.clientCount < service.limits.clients
            && WebRequestRules(address: address, door: door).refusalOfStream(of: head) == nil
    }

    /// Makes a client of a WebSocket that was just opened.
    private func stream(to channel: any Channel, session: WebSecret?) throws {
        streams[ObjectIdentifier(channel)] = session
        guard let session, let peer = door.peer(of: session), let role = service.access.rules.role(of: peer) else {
            channel.close(promise: nil)
            return
        }
        let client = ClientHandler(
            peer: peer, role: role, program: "dashboard", service: service, publisher: publisher)
        try channel.pipeline.syncOperations.addHandlers(WebSocketLines.handlers() + [client])
        // The channel has long been active; for the client it begins here.
        client.channelActive(context: try channel.pipeline.syncOperations.context(handler: client))
    }
}
