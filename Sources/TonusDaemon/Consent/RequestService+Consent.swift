// SPDX-License-Identifier: Apache-2.0
import StreamAPI

extension RequestService {
    /// A connection has come; it is paused from the start where a pause says so.
    func admit(_ client: ClientHandler) {
        access.consent.admit(client.number, of: client.peer)
        applyConsent()
    }

    /// A connection has gone.
    func forget(_ client: ClientHandler) {
        access.consent.forget(client.number)
        applyConsent()
    }

    func pause(_ connection: Int?, by asker: ClientHandler) throws(RPCError) {
        if let connection {
            access.consent.pause(connection, of: try client(connection).peer, by: asker.peer)
        } else {
            access.consent.pauseEverybody(but: asker.number)
        }
        applyConsent()
    }

    func resume(_ connection: Int?) throws(RPCError) {
        if let connection {
            access.consent.resume(connection, of: try client(connection).peer)
        } else {
            access.consent.resumeEverybody()
        }
        applyConsent()
    }

    /// Closes a connection. What the daemon still holds for it is not sent: then it is not told why either.
    func end(_ connection: Int, by asker: ClientHandler) throws(RPCError) {
        let client = try client(connection)
        guard client !== asker else {
            throw RPCError(
                .invalidParams, "\(connection) is the connection that asks.", hint: "Close it yourself instead.")
        }
        access.consent.remember(client.peer, by: asker.peer)
        connections.closed.ended += 1
        if client.waitingBytes > 0 {
            client.close()
        } else {
            client.leave(
                Bye(
                    .ended, "The person measured, or somebody for them, has ended this connection.",
                    hint: "Ask before you connect again; a new connection is paused until it is resumed."),
                within: limits.farewellSeconds)
        }
        applyConsent()
    }

    private func client(_ connection: Int) throws(RPCError) -> ClientHandler {
        var found: ClientHandler?
        publisher.forEachClient { if $0.number == connection, !$0.isLeaving { found = $0 } }
        if let found { return found }
        throw RPCError(
            .invalidParams, "There is no connection \(connection).",
            hint: "It may have gone; consent.watchers tells who is there.")
    }

    /// Brings every connection to what the pauses in force say.
    private func applyConsent() {
        publisher.isWithheldFromSomebody = access.consent.isInForce
        publisher.forEachClient { $0.setWithheld(access.consent.withholds(from: $0.number)) }
        access.noteChange()
    }
}
