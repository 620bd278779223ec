// SPDX-License-Identifier: Apache-2.0
import SessionStore
import StreamAPI

/// Who is there, and what is changed about it. Waits for the disk.
enum ParticipantChanges {
    static func list(_ params: ParticipantsListParams, in store: SessionStore) throws -> ParticipantsListResult {
        let people = try People(in: store)
        if let one = params.participant { try people.check(one) }
        let meant = people.pseudonyms.filter { pseudonym in
            (params.participant.map { $0 == pseudonym } ?? true) && (params.after.map { pseudonym > $0 } ?? true)
        }
        let page = LinePage(of: meant.lazy.map { people.report($0, names: params.names == true) })
        let unreadable = try store.unreadableRows()
        return ParticipantsListResult(
            participants: page.items, more: page.more, unreadable: unreadable.participants + unreadable.diary)
    }

    static func add(_ params: ParticipantAddParams, to store: SessionStore) throws -> ParticipantReport {
        try People.checkSpelling(ofPseudonym: params.participant)
        if let name = params.name { try People.checkSpelling(ofName: name) }
        guard try People(in: store).participant(params.participant) == nil else {
            throw alreadyThere(params.participant)
        }
        try store.put(Participant(pseudonym: params.participant, name: params.name))
        return try People(in: store).report(params.participant)
    }

    static func change(_ params: ParticipantChangeParams, in store: SessionStore) throws -> ParticipantReport {
        let given = [params.pseudonym != nil, params.name != nil, params.unname == true].filter { $0 }.count
        guard given == 1 else {
            throw RPCError(
                .invalidParams, "\(given) of pseudonym, name and unname are given.",
                hint: "Say by exactly one of them what is to be changed.")
        }
        let people = try People(in: store)
        try people.check(params.participant)
        if let new = params.pseudonym {
            try rename(params.participant, to: new, people)
            return try People(in: store).report(new)
        }
        var participant = people.participant(params.participant) ?? Participant(pseudonym: params.participant)
        if let name = params.name {
            try People.checkSpelling(ofName: name)
            participant.name = name
        } else {
            participant.name = nil
        }
        try store.put(participant)
        return try People(in: store).report(params.participant)
    }

    private static func rename(_ old: String, to new: String, _ people: People) throws {
        try People.checkSpelling(ofPseudonym: new)
        guard !people.pseudonyms.contains(new) else { throw alreadyThere(new) }
        let sessions = people.sessions(of: old)
        guard sessions.isEmpty else {
            throw RPCError(
                .notPossibleNow, "\(sessions.count) sessions carry the pseudonym \(old), sealed in them for good.",
                hint: "Keep the pseudonym, and give the participant another name if that helps.")
        }
        try people.store.renameParticipant(old, to: new)
    }

    private static func alreadyThere(_ pseudonym: String) -> RPCError {
        RPCError(
            .notPossibleNow, "There is a participant \(pseudonym) already.",
            hint: "Choose another pseudonym; participants.list tells which are taken.")
    }

    static func delete(_ params: ParticipantDeleteParams, in store: SessionStore) throws -> ParticipantDeleteResult {
        let people = try People(in: store)
        try people.check(params.participant)
        let sessions = people.sessions(of: params.participant).map(\.id)
        let goes = params.sessions == true ? sessions : []
        let result = ParticipantDeleteResult(
            participant: params.participant, named: people.participant(params.participant)?.name != nil,
            entries: people.diary(of: params.participant).count, deleted: goes.map(\.description),
            kept: params.sessions == true ? [] : sessions.map(\.description), dryRun: params.dryRun == true)
        if result.dryRun { return result }
        // One that cannot go stops all: the person stays until everything can, and asking again goes on.
        let running = goes.first { store.isBeingRecorded($0) }
        if let running { throw StoreError.isRecording(running) }
        for session in goes {
            let report = try store.erase(.session(session))
            if let (_, error) = report.refused.first { throw error }
        }
        try store.removeParticipant(params.participant)
        return result
    }
}
