// SPDX-License-Identifier: Apache-2.0
import Acquisition
import Foundation
import Logging
import NIOCore
import NIOPosix
import PerineometerDriver
import Perineometry
import StreamAPI
import Testing
import VirtualPerineometer

@testable import TonusDaemon

/// The daemon's socket within the test's process, so that its rules and limits can be chosen and changed.
final class ServedSocket: Sendable {
    let path: String
    let access: ClientAccess
    /// Where the perineometer is plugged in.
    let plug: SimulatedDeviceSource
    private let sessions: SessionDesk
    private let folder: TemporaryFolder
    private let group: MultiThreadedEventLoopGroup
    private let lanes: AcquisitionLanes
    private let serving: Task<Void, any Error>
    private let socket: ListeningSocket

    /// Listens, lets everybody connect whom the rules let, and waits for the first sample.
    private init(
        _ simulation: String, rules: AccessRules, limits: ClientLimits, keepsSessions: Bool
    ) async throws {
        folder = try TemporaryFolder()
        path = folder.socket
        plug = SimulatedDeviceSource(try SimulationSpecification(parsing: simulation))
        let source = SimulatedBus([plug])
        let doorbell = Doorbell()
        let hostTime = HostTimeScale()
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let publisher = StreamPublisher(
            eventLoop: group.next(), doorbell: doorbell, hostTime: hostTime, simulated: true)
        let lanes = AcquisitionLanes(source: source, readersDoorbell: doorbell) { publisher.post($0) }
        self.lanes = lanes
        access = ClientAccess(rules: rules, publisher: publisher)
        socket = try ListeningSocket.open(given: path, path: path, service: ServiceEnvironment())
        let opening = StoreOpening(
            stateDirectory: keepsSessions ? folder.path + "/state" : nil, credentials: nil,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        sessions = SessionDesk(
            publisher: publisher, store: opening.open(), opening: opening, logger: opening.logger)
        let (listening, isListening) = AsyncStream<Void>.makeStream()
        let server = SocketServer(
            socket: socket, heartbeat: Heartbeat("socket"), isListening: { isListening.yield() }, group: group,
            publisher: publisher, doorbell: doorbell, identity: DaemonIdentity(simulated: true), hostTime: hostTime,
            realTime: RealTimeReport(lanes: lanes, transport: nil, isMemoryLocked: false), acquisition: lanes,
            access: access, sessions: sessions, limits: { limits },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        serving = Task { try await server.run() }
        Thread.detachNewThread { try? lanes.run() }
        for await _ in listening { break }
        // The folder's and the file's mode keep others out of a socket; here the rules alone are to decide.
        chmod(folder.path + "/run", 0o755)
        chmod(path, 0o666)
    }

    private func stop() async throws {
        serving.cancel()
        _ = try? await serving.value
        lanes.stop()
        try await sessions.close()
        socket.release()
        try await group.shutdownGracefully()
    }

    /// Runs a test on a socket, which is closed afterwards; waits while others are at work.
    static func with(
        _ simulation: String = "comfortable-strong,rate=1000,channels=8", rules: AccessRules = AccessRules(),
        limits: ClientLimits = ClientLimits(), keepsSessions: Bool = false, _ body: (ServedSocket) async throws -> Void
    ) async throws {
        signal(SIGPIPE, SIG_IGN)
        try await places.withPlace {
            let served = try await ServedSocket(
                simulation, rules: rules, limits: limits, keepsSessions: keepsSessions)
            do {
                try await body(served)
            } catch {
                try await served.stop()
                throw error
            }
            try await served.stop()
        }
    }

    /// All tests begin at once: where each had its daemon at once too, a slow machine would be busy with perineometers
    /// alone, and no test would end.
    private static let places = Places(2)
}

/// A program of another user at a socket: it prints each line that it reads, and sends what it is given first.
enum OtherUser {
    /// Why it cannot be played here; nil where it can.
    static var obstacle: Comment? {
        if geteuid() != 0 { return "needs root, to become another user" }
        for program in ["/usr/bin/setpriv", "/usr/bin/python3"] where access(program, X_OK) != 0 {
            return "needs \(Comment(rawValue: program))"
        }
        return nil
    }

    static func connect(to path: String, user: uid_t, groups: [gid_t] = [], sending lines: [String] = []) throws
        -> RunningProgram
    {
        let program = """
            import socket, sys
            peer = socket.socket(socket.AF_UNIX)
            peer.connect(sys.argv[1])
            try: peer.sendall(sys.argv[2].encode())
            except BrokenPipeError: pass  # whoever is sent away hears why all the same
            for line in peer.makefile():
                print(line, end="", flush=True)
            """
        let others = groups.isEmpty ? ["--clear-groups"] : ["--groups", groups.map(String.init).joined(separator: ",")]
        return try RunningProgram(
            at: URL(fileURLWithPath: "/usr/bin/setpriv"),
            ["--reuid", "\(user)", "--regid", "\(user)"] + others
                + ["/usr/bin/python3", "-c", program, path, lines.map { $0 + "\n" }.joined()])
    }
}

extension RunningProgram {
    /// Waits until the program has printed a message that fits, and returns it.
    func message(where fits: ([String: Any]) -> Bool) throws -> [String: Any] {
        var found: [String: Any]?
        try wait(for: "a message; there were: \(standardOutput.suffix(300)) \(standardError)") {
            let lines = standardOutput.split(separator: "\n", omittingEmptySubsequences: true)
            found = lines.lazy.compactMap {
                try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
            }.first(where: fits)
            return found != nil
        }
        return try #require(found)
    }
}
