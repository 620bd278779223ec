// SPDX-License-Identifier: Apache-2.0

extension SessionStore {
    /// The people of the catalogue, by pseudonym.
    public func participants() throws(StoreError) -> [Participant] {
        try catalogue.rows(.participant, as: Participant.self).records.map(\.record)
            .sorted { $0.pseudonym < $1.pseudonym }
    }

    /// How many rows of people and of the diary do not open. They are kept as they are; `verify` names them.
    public func unreadableRows() throws(StoreError) -> (participants: Int, diary: Int) {
        (
            try catalogue.rows(.participant, as: Participant.self).damaged.count,
            try catalogue.rows(.diary, as: DiaryEntry.self).damaged.count
        )
    }

    /// Adds a person, or changes what is known of the one with this pseudonym.
    public func put(_ participant: Participant) throws(StoreError) {
        for (field, text) in [("the name", participant.name), ("the note", participant.note)]
        where (text?.utf8.count ?? 0) > SessionFacts.textLimitBytes {
            throw .tooLong(field: field, limitBytes: SessionFacts.textLimitBytes)
        }
        let known = try catalogue.rows(.participant, as: Participant.self).records
            .first { $0.record.pseudonym == participant.pseudonym }
        // A random id: the pseudonym is nobody's business either.
        let row = [(id: known?.id ?? SessionID().description, record: participant)]
        // A name that was there before is not to be read any more from what the disk may keep.
        if let name = known?.record.name, name != participant.name {
            try catalogue.forget([:], put: [.put(.participant, row[0].id, participant)], under: key)
        } else {
            try catalogue.update(.participant, put: row)
        }
    }

    /// Gives a person another pseudonym, in the diary too. Her sessions, whose files are never written again, keep the old.
    public func renameParticipant(_ old: String, to new: String) throws(StoreError) {
        var changes: [Catalogue.Change] = []
        for row in try catalogue.rows(.participant, as: Participant.self).records where row.record.pseudonym == old {
            var participant = row.record
            participant.pseudonym = new
            changes.append(.put(.participant, row.id, participant))
        }
        for row in try catalogue.rows(.diary, as: DiaryEntry.self).records where row.record.participant == old {
            var entry = row.record
            entry.participant = new
            changes.append(.put(.diary, row.id, entry))
        }
        try catalogue.apply(changes)
    }

    /// Takes a person and her diary out of the catalogue, all at once and for good: what is left in it is sealed under a new
    /// key, and the old one is overwritten. Her sessions keep the pseudonym; erase them apart.
    ///
    /// - Returns: how many rows are gone.
    @discardableResult
    public func removeParticipant(_ pseudonym: String) throws(StoreError) -> Int {
        let people = try catalogue.rows(.participant, as: Participant.self).records
            .filter { $0.record.pseudonym == pseudonym }.map(\.id)
        let entries = try catalogue.rows(.diary, as: DiaryEntry.self).records
            .filter { $0.record.participant == pseudonym }.map(\.id)
        try catalogue.forget([.participant: people, .diary: entries], under: key)
        return people.count + entries.count
    }

    // MARK: Diary

    /// What was written down, the earliest first; of everybody, where no pseudonym is given.
    public func storedDiary(of pseudonym: String? = nil) throws(StoreError) -> [StoredDiaryEntry] {
        try catalogue.rows(.diary, as: DiaryEntry.self).records
            .filter { pseudonym == nil || $0.record.participant == pseudonym }
            .map { StoredDiaryEntry(id: $0.id, entry: $0.record) }
            .sorted { ($0.entry.unixMicroseconds, $0.id) < ($1.entry.unixMicroseconds, $1.id) }
    }

    /// What was written down, the earliest first.
    public func diary(of pseudonym: String) throws(StoreError) -> [DiaryEntry] {
        try storedDiary(of: pseudonym).map(\.entry)
    }

    /// Writes something down. It is on the disk when this returns.
    ///
    /// - Returns: the entry under its new id.
    @discardableResult
    public func add(_ entry: DiaryEntry) throws(StoreError) -> StoredDiaryEntry {
        guard entry.text.utf8.count <= SessionFacts.textLimitBytes else {
            throw .tooLong(field: "the text", limitBytes: SessionFacts.textLimitBytes)
        }
        let id = SessionID().description
        try catalogue.update(.diary, put: [(id, entry)])
        return StoredDiaryEntry(id: id, entry: entry)
    }

    /// Takes an entry out for good, as a participant is.
    public func removeDiaryEntry(_ id: String) throws(StoreError) {
        try catalogue.forget([.diary: [id]], under: key)
    }
}
