// SPDX-License-Identifier: Apache-2.0
import DaemonSettings
import SessionStore
import StreamAPI

/// Everybody that the store knows of, at one moment: who was added, and who only has sessions or a diary.
struct People {
    let store: SessionStore
    private let participants: [String: Participant]
    private let sessions: [String: [SessionSummary]]
    private let diary: [String: [StoredDiaryEntry]]

    init(in store: SessionStore) throws(StoreError) {
        self.store = store
        participants = Dictionary(try store.participants().map { ($0.pseudonym, $0) }) { first, _ in first }
        sessions = Dictionary(grouping: try store.list().filter { $0.facts.participant != nil }) {
            $0.facts.participant ?? ""
        }
        diary = Dictionary(grouping: try store.storedDiary(), by: \.entry.participant)
    }

    /// All pseudonyms, in order.
    var pseudonyms: [String] {
        Set(participants.keys).union(sessions.keys).union(diary.keys).sorted()
    }

    func participant(_ pseudonym: String) -> Participant? { participants[pseudonym] }

    /// The newest first.
    func sessions(of pseudonym: String) -> [SessionSummary] { sessions[pseudonym] ?? [] }

    /// The earliest first.
    func diary(of pseudonym: String) -> [StoredDiaryEntry] { diary[pseudonym] ?? [] }

    func report(_ pseudonym: String, names: Bool = false) -> ParticipantReport {
        let participant = participants[pseudonym]
        let sessions = sessions(of: pseudonym)
        return ParticipantReport(
            participant: pseudonym, name: names ? participant?.name : nil, named: participant?.name != nil,
            added: participant != nil,
            sessions: sessions.prefix(ParticipantReport.sessionLimit).map(\.id.description),
            sessionCount: sessions.count, entryCount: diary(of: pseudonym).count)
    }

    /// - Throws: `unknownParticipant` where nobody has this pseudonym.
    func check(_ pseudonym: String) throws(RPCError) {
        guard !pseudonyms.contains(pseudonym) else { return }
        throw RPCError(
            .unknownParticipant, "There is no participant \"\(pseudonym.prefix(ParticipantReport.pseudonymBytes))\".",
            hint: (nearest(to: pseudonym).map { "Did you mean \($0)? " } ?? "")
                + "participants.list tells who is there; participants.add adds somebody (tonus participants --help).")
    }

    /// That a pseudonym may be recorded under: any, until somebody was added. From then on one that nobody has is more
    /// likely a slip than a person.
    static func checkForRecording(_ pseudonym: String?, in store: SessionStore) throws(RPCError) {
        guard let pseudonym else { return }
        let people: People
        do throws(StoreError) { people = try People(in: store) } catch { throw RPCError(error) }
        if !people.participants.isEmpty { try people.check(pseudonym) }
    }

    private func nearest(to pseudonym: String) -> String? {
        let all = pseudonyms
        return NearestName.of(pseudonym, among: all.map { $0.lowercased() })
            .flatMap { nearest in all.first { $0.lowercased() == nearest } }
    }

    /// - Throws: `invalidParams` where a text cannot be a pseudonym.
    static func checkSpelling(ofPseudonym text: String) throws(RPCError) {
        let isShown = text.unicodeScalars.allSatisfy { !$0.properties.isWhitespace || $0 == " " }
        let isPrintable = text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        guard !text.isEmpty, text.utf8.count <= ParticipantReport.pseudonymBytes, isShown, isPrintable,
            text.first != " ", text.last != " "
        else {
            throw RPCError(
                .invalidParams, "That cannot be a pseudonym.",
                hint: "Give 1 to \(ParticipantReport.pseudonymBytes) bytes on one line, such as P-007. Never a name: "
                    + "lists show it.")
        }
    }

    static func checkSpelling(ofName text: String) throws(RPCError) {
        guard !text.isEmpty, text.utf8.count <= ParticipantReport.nameBytes,
            text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
        else {
            throw RPCError(
                .invalidParams, "The name is empty, longer than \(ParticipantReport.nameBytes) bytes, or not one line.",
                hint: "Give one line, or leave the name out: a pseudonym is enough.")
        }
    }
}
