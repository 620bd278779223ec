// SPDX-License-Identifier: Apache-2.0
import Acquisition
import CLinuxShim
public import DaemonSettings
import Glibc
public import Logging
import NIOCore
import NIOPosix
public import PerineometerDriver
import ServiceLifecycle
import SessionStore
import StreamAPI
import UnixSignals

/// The daemon, wired together: a device source, the acquisition lanes, the socket.
public struct Daemon {
    private let source: any DeviceSource
    private let simulated: Bool
    private let socketPath: String?
    private let givenSocket: String?
    private let service: ServiceEnvironment
    private let settings: LiveSettings
    private let log: LogOutput
    private let stateDirectory: String?
    private let credentials: String?
    private let webPort: WebPort
    private let replay: ReplayRequest?
    private let logger: Logger

    /// - Parameters:
    ///   - source: where perineometers come from.
    ///   - simulated: no body is involved; told to every client.
    ///   - givenSocket: the path of the socket that the user named, if any.
    ///   - socketPath: absolute path of the Unix socket; nil where there is no place for one.
    ///   - service: what a service manager says. A socket that it passes is used instead of `socketPath`.
    ///   - settings: what was configured; SIGHUP has it read anew.
    ///   - log: where the logger's lines go.
    ///   - stateDirectory: absolute path of where sessions are kept; nil: none are.
    ///   - credentials: where systemd puts credentials; nil without it.
    ///   - webPort: where the dashboard is served.
    ///   - replay: a recording to play instead of reading perineometers; nil: none.
    ///   - logger: receives the device's changes of state, never a sample.
    public init(
        source: any DeviceSource, simulated: Bool, givenSocket: String? = nil, socketPath: String?,
        service: ServiceEnvironment = ServiceEnvironment(), settings: LiveSettings, log: LogOutput,
        stateDirectory: String? = nil, credentials: String? = nil, webPort: WebPort = .off,
        replay: ReplayRequest? = nil,
        logger: Logger
    ) {
        self.replay = replay
        self.source = source
        self.simulated = simulated
        self.givenSocket = givenSocket
        self.socketPath = socketPath
        self.service = service
        self.settings = settings
        self.log = log
        self.stateDirectory = stateDirectory
        self.credentials = credentials
        self.webPort = webPort
        self.logger = logger
    }

    /// Runs until SIGTERM or SIGINT, or until its terminal goes; a socket of its own is gone when it returns.
    public func run() async throws {
        let rules: AccessRules
        do throws(AccessRules.UnknownAccount) {
            rules = try AccessRules(settings.current.access)
        } catch {
            throw StartupError.access(key: error.key, reason: error.error.message, hint: error.error.hint)
        }
        // The frames of a run are as large as memory gets; once it is over, nothing may go on holding them.
        CLinuxShim_return_large_blocks()
        let endsWithTerminal = Hangups.meanTheEndOfATerminal
        // Until somebody listens for it, below, it must not end the daemon.
        if !endsWithTerminal { signal(SIGHUP, SIG_IGN) }
        // A file that may not grow is a fault of the disk like others: it ends a recording, not the daemon.
        signal(SIGXFSZ, SIG_IGN)
        let socket = try ListeningSocket.open(given: givenSocket, path: socketPath, service: service)
        defer { socket.release() }
        let manager = try service.notifyAddress.map { address throws(StartupError) in try ServiceManager(at: address) }
        let doorbell = Doorbell()
        // Where sessions cannot be kept, everything else goes on.
        let opening = StoreOpening(stateDirectory: stateDirectory, credentials: credentials, logger: logger)
        let store = opening.open()
        let recording = try replay.map { request throws(StartupError) in try Recorded(request, in: store) }
        let hostTime = recording?.scale ?? HostTimeScale()
        let identity = DaemonIdentity(simulated: recording?.isSimulated ?? simulated)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let journal = DeviceJournal(logger: logger)
        let publisher = StreamPublisher(
            eventLoop: group.next(), doorbell: doorbell, hostTime: hostTime, simulated: identity.simulated,
            noteZero: journal.note)
        let status = ServiceStatus(simulated: identity.simulated)
        let note: @Sendable (LaneChange) -> Void = { change in
            journal.note(change)
            publisher.post(change)
            status.note(change)
        }
        let acquisition: any AcquisitionEngine =
            recording?.player(doorbell: doorbell, note)
            ?? AcquisitionLanes(source: source, readersDoorbell: doorbell, publish: note)
        let sourceName = recording == nil ? source.name : "recording"
        let realTime = RealTimeReport(
            lanes: acquisition, transport: source.deliveryScheduling, isMemoryLocked: RealTime.lockMemory())
        journal.watch(realTime)
        let socketHeartbeat = Heartbeat("socket")
        let notices = manager.map { manager in
            ServiceNotices(
                manager: manager, watchdogPeriod: service.watchdogPeriod,
                heartbeats: { acquisition.heartbeats + [socketHeartbeat] }, sentences: status.changes, logger: logger)
        }
        let access = ClientAccess(rules: rules, publisher: publisher)
        let sessions = SessionDesk(publisher: publisher, store: store, opening: opening, logger: logger)
        let server = SocketServer(
            socket: socket, heartbeat: socketHeartbeat, isListening: { notices?.ready() }, group: group,
            publisher: publisher, doorbell: doorbell, identity: identity,
            hostTime: hostTime, realTime: realTime, acquisition: acquisition, access: access, sessions: sessions,
            limits: { [settings] in ClientLimits(settings.current.clients) }, webPort: webPort,
            showsMetrics: { [settings] in settings.current.metrics == .open }, logger: logger)
        // Services stop in reverse order: first the service manager is told, then the device is released, of which
        // clients are still told.
        var services: [any Service] = [
            LogSummaries(output: log), server, AcquisitionService(lanes: acquisition, sourceName: sourceName),
        ]
        if let notices { services.append(notices) }
        if !endsWithTerminal {
            services.append(
                ReloadRequests(settings: settings, access: access, log: log, notices: notices, logger: logger))
        }
        let running = ServiceGroup(
            configuration: .init(
                services: services,
                gracefulShutdownSignals: [.sigterm, .sigint] + (endsWithTerminal ? [.sighup] : []), logger: logger))
        logger.info("tonusd \(Release.version) starting", metadata: ["devices": "\(sourceName)"])
        do {
            try await running.run()
        } catch {
            try await sessions.close()
            throw error
        }
        try await sessions.close()
        try await group.shutdownGracefully()
        logger.info("Stopped")
        log.summarise(isEnd: true)
    }
}
