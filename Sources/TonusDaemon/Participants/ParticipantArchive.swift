// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import SessionExport
import SessionStore
import StreamAPI

/// Everything about one participant in one tar: sessions, diary, and the name where it is asked for.
struct ParticipantArchive {
    /// `participant.json`.
    private struct About: Codable {
        var participant: String
        var name: String?
        var note: String?
        /// Sessions that have no folder, by id, and why.
        var sessionsLeftOut: [String: String]
        /// Entries of the catalogue's diary, whosesoever, that do not open.
        var unreadableDiaryEntries: Int
    }

    private let sessions: [StoredSession]
    private let files: [(name: String, bytes: [UInt8])]

    /// - Throws: `RPCError.unknownParticipant`, `StoreError`.
    init(_ params: ParticipantExportParams, in store: SessionStore) throws {
        let people = try People(in: store)
        try people.check(params.participant)
        var about = About(
            participant: params.participant,
            name: params.names == true ? people.participant(params.participant)?.name : nil,
            note: people.participant(params.participant)?.note, sessionsLeftOut: [:],
            unreadableDiaryEntries: try store.unreadableRows().diary)
        var sessions: [StoredSession] = []
        for session in people.sessions(of: params.participant).reversed() {
            do {
                sessions.append(try StoredSession(session.id, in: store))
            } catch let error as StoreError {
                about.sessionsLeftOut[session.id.description] = error.description
            } catch let error as ExportError {
                about.sessionsLeftOut[session.id.description] = error.message
            }
        }
        let ids = people.sessions(of: params.participant).map(\.id)
        let diary = people.diary(of: params.participant).map { DiaryEntryReport($0, sessions: ids) }
        self.sessions = sessions
        files = [
            ("participant.json", try Self.json(about)), ("diary.json", try Self.json(diary)),
        ]
    }

    func write(sealedTo recipients: AgeRecipients?, to sink: some ByteSink) throws {
        if let recipients {
            try write(to: AgeSink(to: recipients, into: sink))
        } else {
            try write(to: sink)
        }
    }

    private func write(to sink: any ByteSink) throws {
        try SessionArchive.write(sessions, extras: files, options: ExportOptions(disclosure: .identified), to: sink)
    }

    private static func json(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value)) + [10]
    }
}
