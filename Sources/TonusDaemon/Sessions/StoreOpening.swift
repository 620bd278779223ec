// SPDX-License-Identifier: Apache-2.0
import Logging
import SessionStore
import StreamAPI

/// Opens the store of sessions, as often as it takes.
struct StoreOpening: Sendable {
    /// Absolute path of where sessions are kept; nil: there is no such place.
    let stateDirectory: String?
    /// Where systemd puts credentials; nil without it.
    let credentials: String?
    let logger: Logger

    /// Another attempt may do better: a disk that was full has room later, a folder can be made.
    var canBeTriedAgain: Bool { stateDirectory != nil }

    /// Opens the store, closes what an earlier run left open, and logs what was found. Waits for the disk.
    ///
    /// - Parameter isFirst: whether why it cannot be opened is logged.
    /// - Returns: the store; or what whoever asks for sessions is told instead.
    func open(isFirst: Bool = true) -> Result<SessionStore, RPCError> {
        guard let stateDirectory else {
            return .failure(
                RPCError(
                    .storage, "There is no place for sessions.",
                    hint: "Start tonusd with --state-dir, or set XDG_STATE_HOME or HOME."))
        }
        do throws(StoreError) {
            let store = try SessionFolder.open(stateDirectory, credentials: credentials)
            if let loss = store.catalogueLoss {
                logger.warning("The index of the sessions was made anew", metadata: ["reason": "\(loss)"])
            }
            store.eraseUnfinishedImports()
            for recovery in store.recovered {
                logger.notice(
                    "A session was left open, and is closed now",
                    metadata: [
                        "session": "\(recovery.id)", "packets": "\(recovery.packets)",
                        "fault": "\(recovery.failure.map { "\($0)" } ?? "none")",
                    ])
            }
            if !isFirst { logger.notice("Sessions are kept from now on") }
            return .success(store)
        } catch {
            if isFirst {
                logger.warning(
                    "Sessions cannot be kept; it is tried again and again", metadata: ["reason": "\(error)"])
            }
            return .failure(RPCError(error))
        }
    }
}
