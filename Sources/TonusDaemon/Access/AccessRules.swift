// SPDX-License-Identifier: Apache-2.0
public import Glibc
public import StreamAPI

/// Who may do what at the socket, among those whom the socket file's mode lets in.
///
/// The first that applies decides:
///
/// 1. the daemon's own user and root are controllers: they could replace the daemon anyway, and nobody is locked out by a mistake;
/// 2. a user who is named, as a controller before as an observer;
/// 3. a group that is named, as controllers before as observers;
/// 4. what `others` says.
///
/// So `controllers: [@physio]`, `observers: [trainee]` lets a trainee who is in the group only watch.
public struct AccessRules: Hashable, Sendable {
    /// What those may do whom no rule names.
    public enum Others: String, Sendable, CaseIterable {
        case controller
        case observer
        /// Those are refused.
        case nobody
    }

    public var controllers: [AccessSubject]
    public var observers: [AccessSubject]
    public var others: Others

    /// Without arguments: whoever can connect is a controller, since the mode of the socket file decides already.
    public init(controllers: [AccessSubject] = [], observers: [AccessSubject] = [], others: Others = .controller) {
        self.controllers = controllers
        self.observers = observers
        self.others = others
    }

    /// What a user may do.
    ///
    /// - Parameters:
    ///   - userID: who runs the program at the other end.
    ///   - groupIDs: all groups of the process, the primary among them.
    ///   - daemonUserID: who runs the daemon.
    /// - Returns: the role; nil where the user is refused.
    public func role(userID: uid_t, groupIDs: [gid_t], daemonUserID: uid_t = geteuid()) -> ClientRole? {
        if userID == daemonUserID || userID == 0 { return .controller }
        if controllers.contains(.user(userID)) { return .controller }
        if observers.contains(.user(userID)) { return .observer }
        if groupIDs.contains(where: { controllers.contains(.group($0)) }) { return .controller }
        if groupIDs.contains(where: { observers.contains(.group($0)) }) { return .observer }
        switch others {
        case .controller: return .controller
        case .observer: return .observer
        case .nobody: return nil
        }
    }

    func role(of peer: PeerCredentials) -> ClientRole? { role(userID: peer.userID, groupIDs: peer.groupIDs) }
}
