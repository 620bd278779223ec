// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import StreamAPI
import TonusClient

/// The option that every command has: which daemon to talk to.
struct ConnectionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The daemon's socket (default: $TONUS_SOCKET, else where tonusd listens).", valueName: "PATH"))
    var socket: String?

    var path: String { DaemonSocket.path(given: socket) }

    /// Tries to connect again; nil while nobody listens.
    func reconnect() throws(ClientError) -> TonusConnection? {
        do throws(ClientError) {
            return try TonusConnection(path: path)
        } catch {
            switch error {
            case .notRunning, .disconnected: return nil
            default: throw error
            }
        }
    }

    /// Connects, gives the connection to `body`, and turns its errors into a message and an exit code of sysexits.h.
    func withConnection(_ body: (TonusConnection) throws(ClientError) -> Void) throws {
        try explainingErrors { () throws(ClientError) in try body(try TonusConnection(path: path)) }
    }

    /// Turns the errors of `body` into a message and an exit code of sysexits.h.
    func explainingErrors(_ body: () throws(ClientError) -> Void) throws {
        do throws(ClientError) {
            try body()
        } catch {
            throw Self.told(error)
        }
    }

    /// The same with a client that outlives the daemon.
    func withClient(_ body: (TonusClient) async throws -> Void) async throws {
        do {
            try await body(try await TonusClient.connect(to: socket))
        } catch let error as ClientError {
            throw Self.told(error)
        }
    }

    private static func told(_ error: ClientError) -> ExitCode {
        printError("tonus: \(error.message)\n  \(error.hint)\n")
        return ExitCode(error.exitCode)
    }
}

extension ClientError {
    /// sysexits.h.
    fileprivate var exitCode: Int32 {
        switch self {
        case .notRunning, .disconnected, .ended: 69  // EX_UNAVAILABLE
        case .system: 71  // EX_OSERR
        case .timedOut, .eventsUnread: 75  // EX_TEMPFAIL
        case .incompatible, .malformed: 76  // EX_PROTOCOL
        case .accessDenied: 77  // EX_NOPERM
        case .dismissed: 77  // EX_NOPERM
        case .refused(let error): error.code == RPCError.Code.notAllowed.rawValue ? 77 : 65  // EX_NOPERM, EX_DATAERR
        }
    }
}
