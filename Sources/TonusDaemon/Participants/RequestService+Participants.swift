// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import NIOCore
import SessionExport
import SessionStore
import StreamAPI

/// What is asked about participants and their diaries.
extension RequestService {
    static let participantMethods = [
        ParticipantsListParams.method, ParticipantAddParams.method, ParticipantChangeParams.method,
        ParticipantDeleteParams.method, ParticipantExportParams.method, DiaryAddParams.method, DiaryListParams.method,
        DiaryDeleteParams.method,
    ]

    /// Returns false where the method is none of them.
    func dispatchParticipants(_ head: RequestHead, bytes: Data, client: ClientHandler) throws(RPCError) -> Bool {
        switch head.method {
        case ParticipantsListParams.method:
            let params: ParticipantsListParams = try optional(head, bytes) ?? ParticipantsListParams()
            try answer(head, client) { try ParticipantChanges.list(params, in: $0) }
        case ParticipantAddParams.method:
            let params: ParticipantAddParams = try params(of: head, from: bytes)
            try answer(head, client) { try ParticipantChanges.add(params, to: $0) }
        case ParticipantChangeParams.method:
            let params: ParticipantChangeParams = try params(of: head, from: bytes)
            try answer(head, client) { try ParticipantChanges.change(params, in: $0) }
        case ParticipantDeleteParams.method:
            let params: ParticipantDeleteParams = try params(of: head, from: bytes)
            try answer(head, client) { try ParticipantChanges.delete(params, in: $0) }
        case ParticipantExportParams.method:
            try export(participant: params(of: head, from: bytes), id: head.id, client: client)
        case DiaryAddParams.method:
            let params: DiaryAddParams = try params(of: head, from: bytes)
            try answer(head, client) { try DiaryWriting.add(params, to: $0) }
        case DiaryListParams.method:
            let params: DiaryListParams = try params(of: head, from: bytes)
            try answer(head, client) { try DiaryWriting.list(params, in: $0) }
        case DiaryDeleteParams.method:
            let params: DiaryDeleteParams = try params(of: head, from: bytes)
            try answer(head, client) { try DiaryWriting.delete(params, in: $0) }
        default: return false
        }
        return true
    }

    private func answer<Answer: Codable & Sendable>(
        _ head: RequestHead, _ client: ClientHandler,
        _ work: @escaping @Sendable (SessionStore) throws -> Answer
    ) throws(RPCError) {
        try sessions.askCatalogue(
            { store throws(RPCError) in
                do {
                    return try work(store)
                } catch {
                    throw RPCError(catalogue: error)
                }
            }, replying(to: head.id, client))
    }

    private func export(
        participant params: ParticipantExportParams, id: RequestID?, client: ClientHandler
    ) throws(RPCError) {
        let recipients = try AgeRecipients(passphrase: params.passphrase, recipient: params.recipient)
        try export(
            for: client, id: id,
            { store throws(RPCError) in
                do {
                    let archive = try ParticipantArchive(params, in: store)
                    return RequestedFile(name: "tonus-participant.tar", recipients) { sink in
                        try archive.write(sealedTo: recipients, to: sink)
                    }
                } catch {
                    throw RPCError(catalogue: error)
                }
            })
    }
}

extension RPCError {
    /// Why something about participants was not done.
    fileprivate init(catalogue error: any Error) {
        switch error {
        case let error as RPCError: self = error
        case let error as StoreError: self.init(error)
        default: self.init(export: error)
        }
    }
}
