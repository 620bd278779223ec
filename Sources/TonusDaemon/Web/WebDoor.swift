// SPDX-License-Identifier: Apache-2.0
import Glibc
import PerineometerDriver
import Perineometry
import StreamAPI

/// Who may look through a browser. A client of the socket asks for a link; the link's secret works once and is exchanged
/// for a session, which the browser keeps as a cookie. Lives on the event loop.
///
/// Sessions are kept in a file, so that an open page finds its way back when the daemon was restarted.
final class WebDoor {
    enum State {
        case open(WebAddress)
        case closed(reason: String, hint: String)
    }

    var state: State
    private var invitations: [(secret: WebSecret, until: Double, by: PeerCredentials)] = []
    private var newestSession: pid_t = 0
    private var sessions: [WebSession]
    private let file: WebSessionFile

    /// Long enough to type a printed link on another screen, too short to be found in a shell's history (assumption).
    static let invitationSeconds = 120.0
    /// A working day (assumption); then `tonus open` again.
    static let sessionSeconds: Int64 = 12 * 3600
    /// The most links that wait, and the most sessions; the oldest gives way.
    static let limit = 16

    /// - Parameters:
    ///   - state: closed, until the server listens.
    ///   - file: where sessions are kept.
    init(state: State, file: WebSessionFile) {
        self.state = state
        self.file = file
        sessions = file.read()
    }

    /// A link for one browser, which may then do what whoever asked for it may.
    func invite(
        by peer: PeerCredentials = .own, now: Double = HostClock.now().seconds
    ) throws(RPCError) -> WebOpenResult {
        switch state {
        case .closed(let reason, let hint): throw RPCError(.notPossibleNow, reason, hint: hint)
        case .open(let address):
            let secret = WebSecret()
            invitations.removeAll { $0.until <= now }
            invitations = invitations.suffix(Self.limit - 1) + [(secret, now + Self.invitationSeconds, peer)]
            return WebOpenResult(url: "\(address.base)/#t=\(secret.text)", expires: Self.invitationSeconds)
        }
    }

    /// Exchanges a link's secret for a session; nil where it is none, was used, or is too old.
    func admit(
        _ secret: WebSecret, now: Double = HostClock.now().seconds, unixTime: Int64 = Int64(time(nil))
    ) -> WebSession? {
        invitations.removeAll { $0.until <= now }
        // All are compared, so that the time does not tell which was near.
        let found = invitations.indices.filter { invitations[$0].secret.isSame(as: secret) }
        guard let place = found.first else { return nil }
        let inviter = invitations.remove(at: place).by
        let session = WebSession(
            secret: WebSecret(), expires: unixTime + Self.sessionSeconds, userID: inviter.userID,
            groupIDs: inviter.groupIDs)
        sessions.removeAll { $0.expires <= unixTime }
        sessions = sessions.suffix(Self.limit - 1) + [session]
        file.write(sessions)
        return session
    }

    /// As whom the browser of a session counts; nil where there is no such session. Its process has no number that the
    /// daemon could know: a negative one of its own tells it from others.
    func peer(of secret: WebSecret, unixTime: Int64 = Int64(time(nil))) -> PeerCredentials? {
        guard let session = sessions.last(where: { $0.secret.isSame(as: secret) && $0.expires > unixTime }) else {
            return nil
        }
        newestSession -= 1
        return PeerCredentials(userID: session.userID, groupIDs: session.groupIDs, processID: newestSession)
    }

    func isAdmitted(_ secret: WebSecret, unixTime: Int64 = Int64(time(nil))) -> Bool {
        sessions.filter { $0.secret.isSame(as: secret) && $0.expires > unixTime }.count > 0
    }

    /// Ends a session.
    func dismiss(_ secret: WebSecret) {
        sessions.removeAll { $0.secret.isSame(as: secret) }
        file.write(sessions)
    }
}
