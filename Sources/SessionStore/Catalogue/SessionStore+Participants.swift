// SPDX-License-Identifier: Apache-2.0

extension SessionStore {
    /// The people of the catalogue, by pseudonym.
    public func participants() throws(StoreError) -> [Participant] {
        try catalogue.rows(.participant, as: Participant.self).records.map(\.record)
            .sorted { $0.pseudonym < $1.pseudonym }
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
        try catalogue.update(.participant, put: [(known?.id ?? SessionID().description, participant)])
    }

    /// Takes a person and her diary out of the catalogue. Her sessions keep the pseudonym; erase them apart.
    ///
    /// - Returns: how many rows are gone.
    public func removeParticipant(_ pseudonym: String) throws(StoreError) -> Int {
        let people = try catalogue.rows(.participant, as: Participant.self).records
            .filter { $0.record.pseudonym == pseudonym }.map(\.id)
        let entries = try catalogue.rows(.diary, as: DiaryEntry.self).records
            .filter { $0.record.participant == pseudonym }.map(\.id)
        try catalogue.remove(.diary, entries)
        try catalogue.remove(.participant, people)
        return people.count + entries.count
    }

    /// What was written down, the earliest first.
    public func diary(of pseudonym: String) throws(StoreError) -> [DiaryEntry] {
        try catalogue.rows(.diary, as: DiaryEntry.self).records.map(\.record)
            .filter { $0.participant == pseudonym }
            .sorted { ($0.unixMicroseconds, $0.text) < ($1.unixMicroseconds, $1.text) }
    }

    public func add(_ entry: DiaryEntry) throws(StoreError) {
        guard entry.text.utf8.count <= SessionFacts.textLimitBytes else {
            throw .tooLong(field: "the text", limitBytes: SessionFacts.textLimitBytes)
        }
        try catalogue.update(.diary, put: [(SessionID().description, entry)])
    }
}
