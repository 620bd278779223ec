// SPDX-License-Identifier: Apache-2.0
import Acquisition
public import Logging
import NIOCore
import NIOPosix
public import PerineometerDriver
import ServiceLifecycle
import StreamAPI
import UnixSignals

/// The daemon, wired together: a device source, the acquisition lanes, the socket.
public struct Daemon {
    private let source: any DeviceSource
    private let simulated: Bool
    private let socketPath: String?
    private let givenSocket: String?
    private let service: ServiceEnvironment
    private let webPort: WebPort
    private let logger: Logger

    /// - Parameters:
    ///   - source: where perineometers come from.
    ///   - simulated: no body is involved; told to every client.
    ///   - givenSocket: the path of the socket that the user named, if any.
    ///   - socketPath: absolute path of the Unix socket; nil where there is no place for one.
    ///   - service: what a service manager says. A socket that it passes is used instead of `socketPath`.
    ///   - webPort: where the dashboard is served.
    ///   - logger: receives the device's changes of state, never a sample.
    public init(
        source: any DeviceSource, simulated: Bool, givenSocket: String? = nil, socketPath: String?,
        service: ServiceEnvironment = ServiceEnvironment(), webPort: WebPort = .off, logger: Logger
    ) {
        self.source = source
        self.simulated = simulated
        self.givenSocket = givenSocket
        self.socketPath = socketPath
        self.service = service
        self.webPort = webPort
        self.logger = logger
    }

    /// Runs until SIGTERM or SIGINT, or until its terminal goes; a socket of its own is gone when it returns.
    public func run() async throws {
        let socket = try ListeningSocket.open(given: givenSocket, path: socketPath, service: service)
        defer { socket.release() }
        let manager = try service.notifyAddress.map { address throws(StartupError) in try ServiceManager(at: address) }
        let doorbell = Doorbell()
        let hostTime = HostTimeScale()
        let identity = DaemonIdentity(simulated: simulated)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let journal = DeviceJournal(logger: logger)
        let publisher = StreamPublisher(
            eventLoop: group.next(), doorbell: doorbell, hostTime: hostTime, simulated: simulated,
            noteZero: journal.note)
        let status = ServiceStatus(simulated: simulated)
        let acquisition = AcquisitionLanes(source: source, readersDoorbell: doorbell) { change in
            journal.note(change)
            publisher.post(change)
            status.note(change)
        }
        let realTime = RealTimeReport(
            lanes: acquisition, transport: source.deliveryScheduling, isMemoryLocked: RealTime.lockMemory())
        journal.watch(realTime)
        let socketHeartbeat = Heartbeat("socket")
        let notices = manager.map { manager in
            ServiceNotices(
                manager: manager, watchdogPeriod: service.watchdogPeriod,
                heartbeats: { acquisition.heartbeats + [socketHeartbeat] }, sentences: status.changes, logger: logger)
        }
        let server = SocketServer(
            socket: socket, heartbeat: socketHeartbeat, isListening: { notices?.ready() }, group: group,
            publisher: publisher, doorbell: doorbell, identity: identity,
            hostTime: hostTime, realTime: realTime, acquisition: acquisition, webPort: webPort, logger: logger)
        let endsWithTerminal = Hangups.meanTheEndOfATerminal
        // Services stop in reverse order: first the service manager is told, then the device is released, of which
        // clients are still told.
        var services: [any Service] = [server, AcquisitionService(lanes: acquisition, sourceName: source.name)]
        if let notices { services.append(notices) }
        if !endsWithTerminal { services.append(Hangups(logger: logger)) }
        let running = ServiceGroup(
            configuration: .init(
                services: services,
                gracefulShutdownSignals: [.sigterm, .sigint] + (endsWithTerminal ? [.sighup] : []), logger: logger))
        logger.info("tonusd \(Release.version) starting", metadata: ["devices": "\(source.name)"])
        try await running.run()
        try await group.shutdownGracefully()
        logger.info("Stopped")
    }
}
