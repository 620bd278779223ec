// SPDX-License-Identifier: Apache-2.0

extension SessionStore {
    /// What `SessionWriter.keepExercise` put aside last.
    ///
    /// - Returns: nil where there is none, or one of another version of the program, or one that does not open.
    /// - Throws: `StoreError` where the session's file is not there, or its key cannot be had.
    public func exercise<Record: Decodable>(of session: SessionID, as type: Record.Type) throws(StoreError) -> Record? {
        let source = try BlockSource(session, at: path(of: session), under: key)
        defer { source.close() }
        return source.companion(.exercise).flatMap { RecordCoding.decode(type, $0) }
    }

    /// Takes away what was put aside of all exercises but those of some sessions, and of those that are being recorded:
    /// nobody will go on with them.
    public func forgetExercises(except kept: Set<SessionID>) {
        for session in (try? CompanionFile.exercise.sessions(in: directory)) ?? []
        where !kept.contains(session) && !isRecording(session) {
            CompanionFile.exercise.remove(beside: path(of: session))
        }
    }
}
