// SPDX-License-Identifier: Apache-2.0

extension SessionStore {
    /// What `keepFigures` kept of a session last.
    ///
    /// - Returns: nil where there is nothing, or nothing that opens as this type.
    /// - Throws: `StoreError` where the session's file is not there, or its key cannot be had.
    public func figures<Record: Decodable>(of session: SessionID, as type: Record.Type) throws(StoreError) -> Record? {
        let source = try BlockSource(session, at: path(of: session), under: key)
        defer { source.close() }
        return source.companion(.figures).flatMap { RecordCoding.decode(type, $0) }
    }

    /// Keeps what was worked out of a session, sealed beside it, in place of what was kept before. It goes with the
    /// session. More than a mebibyte is not kept.
    ///
    /// - Throws: `StoreError` where the session's file is not there, or the disk takes nothing.
    public func keepFigures(_ figures: some Encodable, of session: SessionID) throws(StoreError) {
        let contents = RecordCoding.encode(figures)
        guard contents.count <= Deflate.contentLimit else { return }
        let source = try BlockSource(session, at: path(of: session), under: key)
        defer { source.close() }
        try source.put(contents, in: .figures)
        // Erased meanwhile: whichever of the two comes second takes the file away.
        if !PrivateFile.exists(path(of: session)) { CompanionFile.figures.remove(beside: path(of: session)) }
    }
}
