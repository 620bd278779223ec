// SPDX-License-Identifier: Apache-2.0
import Foundation
import NIOCore
import SessionStore
import StreamAPI

/// Recordings that are sent to be kept.
extension RequestService {
    static let importMethods = [
        ImportBeginParams.method, ImportDataParams.method, ImportEndParams.finish, ImportEndParams.cancel,
    ]

    /// Returns false where the method is none of them.
    func dispatchImports(_ head: RequestHead, bytes: Data, client: ClientHandler) throws(RPCError) -> Bool {
        let id = head.id
        switch head.method {
        case ImportBeginParams.method: try begin(params(of: head, from: bytes), id: id, client: client)
        case ImportDataParams.method: try take(params(of: head, from: bytes), id: id, client: client)
        case ImportEndParams.finish: try finish(params(of: head, from: bytes), id: id, client: client)
        case ImportEndParams.cancel: try cancel(params(of: head, from: bytes), id: id, client: client)
        default: return false
        }
        return true
    }

    private func begin(_ params: ImportBeginParams, id: RequestID?, client: ClientHandler) throws(RPCError) {
        let store = try sessions.openStore()
        let request = try RequestedImport(params)
        let job = ImportJob(request, in: store)
        let number = try client.imports.begin(job)
        run(job, number, client, id, endsWithError: true, { try $0.begin() }) { _ in
            ImportBeginResult(import: number)
        }
    }

    private func take(_ params: ImportDataParams, id: RequestID?, client: ClientHandler) throws(RPCError) {
        let found = try client.imports.use(params.import)
        run(found.job, found.number, client, id, { try $0.take(params) }) {
            ImportProgress(import: found.number, samples: $0)
        }
    }

    private func finish(_ params: ImportEndParams, id: RequestID?, client: ClientHandler) throws(RPCError) {
        let found = try client.imports.use(params.import)
        run(found.job, found.number, client, id, isLast: true, { try $0.finish() }) { SessionReport($0) }
    }

    private func cancel(_ params: ImportEndParams, id: RequestID?, client: ClientHandler) throws(RPCError) {
        let found = try client.imports.use(params.import)
        run(found.job, found.number, client, id, isLast: true, { $0.discard() }) { _ in
            ImportProgress(import: found.number, samples: 0)
        }
    }

    /// Has the job do something, and replies. With `isLast` the import is over where it succeeds, with `endsWithError`
    /// where it does not.
    private func run<Outcome: Sendable, Answer: Codable & Sendable>(
        _ job: ImportJob, _ number: Int, _ client: ClientHandler, _ id: RequestID?, isLast: Bool = false,
        endsWithError: Bool = false, _ work: @escaping @Sendable (ImportJob) throws -> Outcome,
        _ answer: @escaping @Sendable (Outcome) -> Answer
    ) {
        let reply: (Result<Answer, RPCError>) -> Void = replying(to: id, client)
        let loop = publisher.eventLoop
        let target = NIOLoopBound((client: client, reply: reply), eventLoop: loop)
        job.run(work) { result in
            loop.execute {
                let (client, reply) = target.value
                let isOver = if case .success = result { isLast } else { endsWithError }
                if isOver { client.imports.end(number) } else { client.imports.free(number) }
                reply(result.map(answer))
            }
        }
    }
}
