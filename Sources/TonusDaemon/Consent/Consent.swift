// SPDX-License-Identifier: Apache-2.0
import Glibc

/// From which connections what is measured is withheld.
///
/// A pause outlives the connections that it is about: of the one that asked, since a page that crashes must not show the
/// person again; of the one that was paused, since a program would only have to connect anew.
struct Consent {
    /// Whom a pause of one connection is about, should it come back.
    enum Person: Hashable {
        case user(uid_t)
        /// Programs of the user who asked for the pause are told apart: a person's own page stays.
        case process(uid_t, pid_t)
    }

    /// While everybody is paused: the connections that are not.
    private var exempt: Set<Int>?
    private var paused: Set<Int> = []
    private var people: [Person] = []

    /// The most people that are remembered; of more, the oldest process is forgotten, since most of them will have ended
    /// (assumption).
    static let peopleLimit = 1024

    var isForEverybody: Bool { exempt != nil }

    /// Whether anything is withheld from anybody, connected or not.
    var isInForce: Bool { exempt != nil || !paused.isEmpty || !people.isEmpty }

    func withholds(from connection: Int) -> Bool {
        if paused.contains(connection) { return true }
        guard let exempt else { return false }
        return !exempt.contains(connection)
    }

    /// A connection comes; it is paused where its user or process was.
    mutating func admit(_ connection: Int, of peer: PeerCredentials) {
        if people.contains(.user(peer.userID)) || people.contains(.process(peer.userID, peer.processID)) {
            paused.insert(connection)
        }
    }

    /// A connection has gone. Pauses stay.
    mutating func forget(_ connection: Int) { paused.remove(connection) }

    /// Pauses everybody but one connection, those who come later too.
    mutating func pauseEverybody(but connection: Int) { exempt = [connection] }

    mutating func pause(_ connection: Int, of peer: PeerCredentials, by asker: PeerCredentials) {
        paused.insert(connection)
        exempt?.remove(connection)
        remember(peer, by: asker)
    }

    /// Whoever is ended and comes back is paused.
    mutating func remember(_ peer: PeerCredentials, by asker: PeerCredentials) {
        let person: Person =
            peer.userID == asker.userID ? .process(peer.userID, peer.processID) : .user(peer.userID)
        guard !people.contains(person) else { return }
        if people.count >= Self.peopleLimit {
            let oldest = people.firstIndex { if case .process = $0 { true } else { false } }
            people.remove(at: oldest ?? 0)
        }
        people.append(person)
    }

    mutating func resumeEverybody() { self = Consent() }

    mutating func resume(_ connection: Int, of peer: PeerCredentials) {
        paused.remove(connection)
        exempt?.insert(connection)
        people.removeAll { $0 == .user(peer.userID) || $0 == .process(peer.userID, peer.processID) }
    }
}
