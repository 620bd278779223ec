// SPDX-License-Identifier: Apache-2.0
import SessionStore
import StreamAPI

/// What is written into a diary, and read from it. Waits for the disk.
enum DiaryWriting {
    static func add(_ params: DiaryAddParams, to store: SessionStore) throws -> DiaryEntryReport {
        let people = try People(in: store)
        try people.check(params.participant)
        var entry = try DiaryEntry(params)
        if let text = params.session {
            let session = try SessionDesk.find(text, in: store)
            guard people.sessions(of: params.participant).contains(where: { $0.id == session }) else {
                throw RPCError(
                    .invalidParams, "Session \(session) is not one of \(params.participant).",
                    hint: "Leave session out, or name one that was recorded for the participant.")
            }
            entry.session = session
        }
        return DiaryEntryReport(try store.add(entry), sessions: [entry.session].compactMap { $0 })
    }

    static func list(_ params: DiaryListParams, in store: SessionStore) throws -> DiaryListResult {
        let people = try People(in: store)
        try people.check(params.participant)
        var entries = Array(people.diary(of: params.participant).reversed())
        if let text = params.after {
            let last = try find(text, among: entries)
            entries = Array(entries.drop { $0.id != last.id }.dropFirst())
        }
        if let since = params.since {
            entries = entries.filter { Double($0.entry.unixMicroseconds) / 1e6 >= since }
        }
        let sessions = people.sessions(of: params.participant).map(\.id)
        let page = LinePage(of: entries.lazy.map { DiaryEntryReport($0, sessions: sessions) })
        return DiaryListResult(entries: page.items, more: page.more, unreadable: try store.unreadableRows().diary)
    }

    static func delete(_ params: DiaryDeleteParams, in store: SessionStore) throws -> DiaryEntryReport {
        let entry = try find(params.entry, among: try store.storedDiary())
        let report = DiaryEntryReport(entry, sessions: try store.list().map(\.id))
        try store.removeDiaryEntry(entry.id)
        return report
    }

    private static func find(_ text: String, among entries: [StoredDiaryEntry]) throws(RPCError) -> StoredDiaryEntry {
        let meant = text.isEmpty ? [] : entries.filter { $0.id.hasPrefix(text) }
        if let only = meant.first, meant.count == 1 { return only }
        throw RPCError(
            .unknownEntry,
            meant.isEmpty
                ? "There is no entry \"\(text.prefix(32))\"."
                : "\(meant.count) entries begin with \"\(text.prefix(32))\".",
            hint: meant.isEmpty ? "diary.list tells which there are." : "Give more of the id.")
    }
}

extension DiaryEntryReport {
    /// An entry in the protocol's words. What it says of a session that is not among `sessions` is left out.
    init(_ stored: StoredDiaryEntry, sessions: some Sequence<SessionID>) {
        let entry = stored.entry
        self.init(
            entry: stored.id, participant: entry.participant, kind: .note, at: Double(entry.unixMicroseconds) / 1e6,
            day: entry.day, text: entry.text.isEmpty ? nil : entry.text,
            session: entry.session.flatMap { sessions.contains($0) ? $0.description : nil },
            programme: entry.programme, simulated: entry.isSimulated ?? false)
        switch entry.content ?? .note {
        case .note: break
        case .trainer(let use):
            kind = .trainer
            (size, millimetres, minutes) = (use.size, use.millimetres, use.minutes)
            stoppedByChoice = use.stoppedByChoice ? true : nil
            (pain, anxiety) = (DiaryRating(use.pain), DiaryRating(use.anxiety))
        case .feeling(let feeling):
            kind = .feeling
            pain = feeling.pain.map { DiaryRating(now: $0) }
            anxiety = feeling.anxiety.map { DiaryRating(now: $0) }
        case .treatment(let what):
            kind = .treatment
            treatment = what
        }
    }
}

extension DiaryRating {
    fileprivate init?(_ levels: DiaryLevels) {
        if levels.isEmpty { return nil }
        self.init(before: levels.before, peak: levels.peak, after: levels.after)
    }
}
