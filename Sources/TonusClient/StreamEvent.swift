// SPDX-License-Identifier: Apache-2.0
public import StreamAPI

/// A notification of the daemon, or what befell the connection.
public enum StreamEvent: Sendable {
    case samples(Samples)
    case contraction(ContractionMessage)
    case rest(RestMessage)
    case gap(GapMessage)
    case lag(LagMessage)
    case device(DeviceMessage)
    case devices(DevicesMessage)
    case consent(ConsentMessage)
    case coach(CoachMessage)
    /// A session is being recorded, changed its state, or ended.
    case session(SessionMessage)
    /// What is measured is withheld from this connection from here on, or no longer.
    case withheld(WithheldMessage)
    /// This connection may do something else from here on.
    case role(RoleMessage)
    /// The daemon closes this connection, and says why.
    case bye(Bye)
    /// One that this version of the library does not know, or that says something in words which it does not know; `line` is all of it.
    case other(method: String, line: [UInt8])
    /// From a `TonusClient` only: the connection was lost, for this reason; the client tries to make it anew.
    case disconnected(ClientError)
    /// From a `TonusClient` only: the connection stands again, and the daemon is the one of before. What was missed
    /// follows; what cannot is told by a `gap` with the reason "connectionLost".
    case reconnected(Seam)
    /// From a `TonusClient` only: the daemon was started anew. Indices count from 0 again; all it has follows.
    case restarted(Seam)

    /// The subscription that it belongs to; nil where it is no subscription's.
    public var subscription: Int? {
        switch self {
        case .samples(let message): message.subscription
        case .contraction(let message): message.subscription
        case .rest(let message): message.subscription
        case .gap(let message): message.subscription
        case .lag(let message): message.subscription
        case .device(let message): message.subscription
        case .devices(let message): message.subscription
        case .consent(let message): message.subscription
        case .coach(let message): message.subscription
        case .session(let message): message.subscription
        case .withheld, .role, .bye, .other, .disconnected, .reconnected, .restarted: nil
        }
    }
}

/// What lies between two connections of one client.
public struct Seam: Sendable {
    /// The greeting of the daemon that is there now.
    public var hello: Hello
    /// Seconds without a connection.
    public var awaySeconds: Double
    /// By subscription: up to which instant it was read before, seconds since the Unix epoch. Between that and `hostTime`
    /// of what comes next lies the span that was missed. Without those that nothing came of.
    public var readUntil: [Int: Double]
}
