// SPDX-License-Identifier: Apache-2.0
public import StreamAPI

/// Why a client could not talk to the daemon.
public enum ClientError: Error, Sendable {
    /// Nobody listens at the path.
    case notRunning(path: String)
    /// The socket is there but this user may not use it.
    case accessDenied(path: String)
    /// The connection was lost: the daemon closed it, or went away.
    case disconnected
    /// The daemon closed the connection and said why.
    case dismissed(Bye)
    /// This program closed the client.
    case ended
    /// More events wait unread than are kept, and the reply stands behind them.
    case eventsUnread
    /// No reply came in time.
    case timedOut(seconds: Double)
    /// The daemon speaks another major version of the protocol.
    case incompatible(daemon: ProtocolVersion)
    /// The daemon said something that this library cannot read.
    case malformed(String)
    /// The daemon refused the request.
    case refused(RPCError)
    /// The operating system failed a call.
    case system(operation: String, reason: String)

    /// What happened, in one sentence.
    public var message: String {
        switch self {
        case .notRunning(let path): "No tonusd is listening at \(path)."
        case .accessDenied(let path): "You may not use the socket \(path)."
        case .disconnected: "tonusd closed the connection."
        case .dismissed(let bye): bye.message
        case .ended: "This program closed its connection to tonusd."
        case .eventsUnread: "The reply stands behind events that this program did not read."
        case .timedOut(let seconds): "tonusd did not answer within \(seconds) s."
        case .incompatible(let version):
            "This tonusd speaks protocol \(version.major).\(version.minor); this program speaks "
                + "\(ProtocolVersion.current.major).\(ProtocolVersion.current.minor)."
        case .malformed(let what): "tonusd sent something unreadable: \(what)."
        case .refused(let error): error.message
        case .system(let operation, let reason): "\(operation) failed: \(reason)."
        }
    }

    /// What to do about it.
    public var hint: String {
        switch self {
        case .notRunning:
            "Start it with `tonusd`, or `tonusd --simulate` without a probe; name another socket with --socket."
        case .accessDenied: "Run as the user who started tonusd."
        case .disconnected:
            "Look at tonusd's messages; it may have stopped or evicted a client that read too slowly."
        case .dismissed(let bye): bye.hint
        case .ended: "Connect anew."
        case .eventsUnread: "Read events in one task while another makes calls."
        case .timedOut: "Look at tonusd's messages; restart it if it hangs."
        case .incompatible: "Install tonusd and this program from the same release."
        case .malformed: "Check that the socket is tonusd's."
        case .refused(let error): error.data?.hint ?? ""
        case .system: "Look at the reason; try again."
        }
    }
}
