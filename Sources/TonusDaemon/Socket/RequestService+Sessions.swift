// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import NIOCore
import PerineometerDriver
import SessionExport
import SessionStore
import StreamAPI

/// What is asked about recordings. Whatever waits for the disk is answered later; other requests are answered meanwhile.
extension RequestService {
    func start(_ params: SessionStartParams, id: RequestID?, client: ClientHandler) throws(RPCError) {
        try sessions.start(params, lane: try lane(of: params.device), replying(to: id, client))
    }

    func change(
        _ params: SessionControlParams, to state: SessionState, id: RequestID?, client: ClientHandler
    ) throws(RPCError) {
        sessions.change(try sessions.recording(params.session), to: state, replying(to: id, client))
    }

    func mark(_ params: SessionMarkParams, id: RequestID?, client: ClientHandler) throws(RPCError) {
        try sessions.mark(try sessions.recording(params.session), params.text, replying(to: id, client))
    }

    func list(_ params: SessionsListParams, id: RequestID?, client: ClientHandler) throws(RPCError) {
        let limit = params.limit ?? 100
        guard (1...100).contains(limit) else {
            throw RPCError(.invalidParams, "limit is \(limit).", hint: "Ask for 1 to 100 at a time.")
        }
        let recordings = sessions.recordings.values
        let running = Dictionary(uniqueKeysWithValues: recordings.map { ($0.id, $0.summary) })
        try sessions.ask(
            { store throws(RPCError) in
                let all = try SessionDesk.list(store).filter { session in
                    (params.participant.map { session.facts.participant == $0 } ?? true)
                        && (params.before.map { Double(session.beganUnixMicroseconds) / 1e6 < $0 } ?? true)
                }
                let reports = all.prefix(limit).map { running[$0.id] ?? SessionReport($0) }
                return SessionsListResult(sessions: reports, more: all.count > limit)
            }, replying(to: id, client))
    }

    func get(_ params: SessionGetParams, id: RequestID?, client: ClientHandler) throws(RPCError) {
        let recordings = sessions.recordings.values
        let running = Dictionary(uniqueKeysWithValues: recordings.map { ($0.id, $0.summary) })
        try sessions.ask(
            { store throws(RPCError) in
                let meant = try SessionDesk.find(params.session, in: store)
                if let report = running[meant] { return report }
                guard let session = try SessionDesk.list(store).first(where: { $0.id == meant }) else {
                    throw RPCError(.unknownSession)
                }
                return SessionReport(session)
            }, replying(to: id, client))
    }

    func verify(_ params: SessionsVerifyParams, id: RequestID?, client: ClientHandler) throws(RPCError) {
        try sessions.ask(
            { store throws(RPCError) in
                let meant = try params.session.map { text throws(RPCError) in try SessionDesk.find(text, in: store) }
                do throws(StoreError) {
                    let report: VerificationReport
                    if let meant { report = try store.verify(meant) } else { report = try store.verify() }
                    return SessionsVerifyResult(
                        sessions: report.sessions, blocks: report.blocks,
                        faults: report.faults.map { .init(session: $0.session?.description, message: $0.description) })
                } catch {
                    throw RPCError(error)
                }
            }, replying(to: id, client))
    }

    func delete(_ params: SessionsDeleteParams, id: RequestID?, client: ClientHandler) throws(RPCError) {
        let given = [params.session != nil, params.all == true, params.olderThan != nil].filter { $0 }.count
        guard given == 1 else {
            throw RPCError(
                .invalidParams, "\(given) of session, all and olderThan are given.",
                hint: "Say by exactly one of them what is to be deleted.")
        }
        if let age = params.olderThan, !(age >= 0 && age.isFinite) {
            throw RPCError(.invalidParams, "olderThan is \(age).", hint: "Give seconds, from 0 up.")
        }
        let (traces, reviews) = (sessions.traces, sessions.reviews)
        try sessions.ask(
            { store throws(RPCError) in
                let result = try SessionDesk.delete(params, in: store)
                if !result.dryRun {
                    let gone = result.deleted.compactMap(SessionID.init)
                    traces.drop(gone)
                    reviews.drop(gone)
                }
                return result
            }, replying(to: id, client))
    }

    func export(_ params: SessionsExportParams, id: RequestID?, client: ClientHandler) throws(RPCError) {
        let recipients = try AgeRecipients(passphrase: params.passphrase, recipient: params.recipient)
        let review = sessions.reviewOfSession
        try export(
            for: client, id: id,
            { store throws(RPCError) in
                let meant = try SessionDesk.find(params.session, in: store)
                do {
                    let file = try RequestedExport(meant, params, in: store, review: review)
                    let name = "tonus-\(meant.description.prefix(8)).\(file.fileExtension)"
                    return RequestedFile(name: name, recipients) { try file.write(sealedTo: recipients, to: $0) }
                } catch {
                    throw RPCError(export: error)
                }
            })
    }

    /// Makes a file for a client, which is written as it is fetched.
    func export(
        for client: ClientHandler, id: RequestID?,
        _ make: @escaping @Sendable (SessionStore) throws(RPCError) -> RequestedFile
    ) throws(RPCError) {
        let number = try client.exports.reserve()
        let target = NIOLoopBound(client, eventLoop: publisher.eventLoop)
        let reply: (Result<SessionsExportResult, RPCError>) -> Void = replying(to: id, client)
        try sessions.ask(
            make,
            { (result: Result<RequestedFile, RPCError>) in
                let client = target.value
                switch result {
                case .failure(let error):
                    client.exports.end(number)
                    reply(.failure(error))
                case .success(let file):
                    // The client may have gone meanwhile: then nobody would ever read it, nor end it.
                    let job = ExportJob()
                    guard client.exports.begin(number, job) else { return }
                    job.run(file.write)
                    reply(.success(SessionsExportResult(export: number, fileName: file.name)))
                }
            })
    }

    func read(_ params: ExportReadParams, id: RequestID?, client: ClientHandler) throws(RPCError) {
        guard let job = client.exports[params.export] else {
            throw RPCError(
                .unknownExport, "This connection has no export \(params.export).",
                hint: "Use the number that sessions.export gave, until a piece says done.")
        }
        let loop = publisher.eventLoop
        let reply: (Result<ExportReadResult, RPCError>) -> Void = replying(to: id, client)
        let target = NIOLoopBound((client: client, reply: reply), eventLoop: loop)
        let isAlone = job.read { piece in
            loop.execute {
                let (client, reply) = target.value
                switch piece {
                case .bytes(let bytes, let isLast):
                    if isLast { client.exports.end(params.export) }
                    reply(
                        .success(
                            ExportReadResult(
                                export: params.export, data: Data(bytes).base64EncodedString(), done: isLast)))
                case .failed(let error):
                    client.exports.end(params.export)
                    reply(.failure(RPCError(export: error)))
                }
            }
        }
        guard isAlone else {
            throw RPCError(.notPossibleNow, "A piece is asked for already.", hint: "Wait for it, then ask again.")
        }
    }

    /// Answers a request once its result is there.
    func replying<Answer: Codable & Sendable>(
        to id: RequestID?, _ client: ClientHandler
    ) -> (Result<Answer, RPCError>) -> Void {
        { [publisher] result in
            guard let id else { return }
            var answer = ByteBuffer()
            switch result {
            case .success(let value): publisher.messages.write(Response(id: id, result: value), to: &answer)
            case .failure(let error): publisher.messages.write(ErrorResponse(id: id, error: error), to: &answer)
            }
            client.deliver(answer)
        }
    }
}

extension AgeRecipients {
    /// Whom an export is to be sealed to; nil for nobody.
    init?(passphrase: String?, recipient: String?) throws(RPCError) {
        guard passphrase == nil || recipient == nil else {
            throw RPCError(
                .invalidParams, "passphrase and recipient are both given.", hint: "Seal it to one of them.")
        }
        if let passphrase {
            guard !passphrase.isEmpty else {
                throw RPCError(.invalidParams, "passphrase is empty.", hint: "Give one, or leave it out.")
            }
            self = .passphrase(passphrase)
        } else if let text = recipient {
            do throws(AgeError) {
                self = .keys([try AgeRecipient(parsing: text)])
            } catch {
                throw RPCError(.invalidParams, "\(error.message).", hint: "age-keygen -y prints one: age1...")
            }
        } else {
            return nil
        }
    }
}

/// A file that is to be written for a client.
struct RequestedFile: Sendable {
    /// What it may be called.
    let name: String
    let write: @Sendable (ExportJob) throws -> Void

    init(name: String, _ recipients: AgeRecipients?, _ write: @escaping @Sendable (ExportJob) throws -> Void) {
        self.name = name + (recipients == nil ? "" : ".age")
        self.write = write
    }
}
