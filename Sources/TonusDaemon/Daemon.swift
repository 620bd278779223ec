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
    private let socketPath: String
    private let logger: Logger

    /// - Parameters:
    ///   - source: where perineometers come from.
    ///   - simulated: no body is involved; told to every client.
    ///   - socketPath: absolute path of the Unix socket.
    ///   - logger: receives the device's changes of state, never a sample.
    public init(source: any DeviceSource, simulated: Bool, socketPath: String, logger: Logger) {
        self.source = source
        self.simulated = simulated
        self.socketPath = socketPath
        self.logger = logger
    }

    /// Runs until SIGTERM or SIGINT; the socket is gone when it returns.
    public func run() async throws {
        let file = try SocketFile(claiming: socketPath)
        defer { file.release() }
        let doorbell = Doorbell()
        let hostTime = HostTimeScale()
        let identity = DaemonIdentity(simulated: simulated)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let journal = DeviceJournal(logger: logger)
        let publisher = StreamPublisher(
            eventLoop: group.next(), doorbell: doorbell, hostTime: hostTime, simulated: simulated,
            noteZero: journal.note)
        let acquisition = AcquisitionLanes(source: source, readersDoorbell: doorbell) { change in
            journal.note(change)
            publisher.post(change)
        }
        let realTime = RealTimeReport(
            lanes: acquisition, transport: source.deliveryScheduling, isMemoryLocked: RealTime.lockMemory())
        journal.watch(realTime)
        let server = SocketServer(
            file: file, group: group, publisher: publisher, doorbell: doorbell, identity: identity,
            hostTime: hostTime, realTime: realTime, acquisition: acquisition, logger: logger)
        // Services stop in reverse order: first the device is released, of which clients are still told.
        let services = ServiceGroup(
            configuration: .init(
                services: [server, AcquisitionService(lanes: acquisition, sourceName: source.name)],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        logger.info("tonusd \(Release.version) starting", metadata: ["devices": "\(source.name)"])
        try await services.run()
        try await group.shutdownGracefully()
        logger.info("Stopped")
    }
}
