// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import StreamAPI
import TonusClient

extension TonusConnection {
    /// A session's figures may take reading all of it, before their first byte comes (assumption: of some hours at most).
    private static let pieceSeconds = 600.0

    /// Fetches an export, piece by piece.
    func export(_ params: SessionsExportParams, _ take: (Data) -> Void) throws(ClientError) {
        try read(try call(SessionsExportParams.method, params), take)
    }

    /// The same for everything about a participant.
    func export(_ params: ParticipantExportParams, _ take: (Data) -> Void) throws(ClientError) {
        try read(try call(ParticipantExportParams.method, params, within: Self.pieceSeconds), take)
    }

    private func read(_ export: SessionsExportResult, _ take: (Data) -> Void) throws(ClientError) {
        while true {
            let piece: ExportReadResult = try call(
                ExportReadParams.method, ExportReadParams(export: export.export), within: Self.pieceSeconds)
            guard let data = Data(base64Encoded: piece.data) else {
                throw .malformed("a piece of the export is no base 64")
            }
            take(data)
            if piece.done { return }
        }
    }

    /// Figures of a session, as the daemon makes them; they stay on this machine, so nothing is left out.
    func figures<Figures: Decodable>(
        of session: String, _ format: SessionsExportParams.Format, as: Figures.Type = Figures.self
    ) throws(ClientError) -> Figures {
        var json = Data()
        try export(SessionsExportParams(session: session, format: format, identified: true)) { json += $0 }
        do {
            return try JSONDecoder().decode(Figures.self, from: json)
        } catch {
            throw .malformed("the \(format.rawValue) of a session: \(error)")
        }
    }

    /// All sessions, the newest first.
    func allSessions(of participant: String? = nil) throws(ClientError) -> [SessionReport] {
        var sessions: [SessionReport] = []
        var isMore = true
        while isMore {
            let page: SessionsListResult = try call(
                SessionsListParams.method,
                SessionsListParams(participant: participant, limit: 100, before: sessions.last?.began))
            sessions += page.sessions
            isMore = page.more && !page.sessions.isEmpty
        }
        return sessions
    }

    /// All of a diary, the newest first.
    func wholeDiary(of participant: String) throws(ClientError) -> (entries: [DiaryEntryReport], unreadable: Int) {
        var entries: [DiaryEntryReport] = []
        while true {
            let page: DiaryListResult = try call(
                DiaryListParams.method, DiaryListParams(participant: participant, after: entries.last?.entry))
            entries += page.entries
            if !page.more || page.entries.isEmpty { return (entries, page.unreadable) }
        }
    }
}
