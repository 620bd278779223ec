// SPDX-License-Identifier: Apache-2.0
import StreamAPI

extension RequestService {
    /// A link by which one browser gets in.
    func openWeb(for client: ClientHandler) throws(RPCError) -> WebOpenResult {
        guard let webDoor else {
            throw RPCError(.notPossibleNow, "The daemon is starting.", hint: "Ask again in a second.")
        }
        return try webDoor.invite(by: client.peer)
    }
}
