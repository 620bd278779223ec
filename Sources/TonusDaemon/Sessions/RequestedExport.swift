// SPDX-License-Identifier: Apache-2.0
import ContractionDetection
import SessionExport
import SessionStore
import StreamAPI

/// A file that is to be made of a session.
struct RequestedExport {
    private let session: StoredSession
    private let again: StoredSession?
    private let format: ExportFormat
    private let options: ExportOptions
    private let review: @Sendable () throws -> SessionReview

    /// - Parameters:
    ///   - id: of the session.
    ///   - params: as asked for.
    ///   - store: where the session is.
    ///   - review: makes what a review tells of a session.
    /// - Throws: `StoreError` where the session cannot be read, `ExportError.empty` where nothing was recorded.
    init(
        _ id: SessionID, _ params: SessionsExportParams, in store: SessionStore,
        review: @escaping SessionDesk.ReviewOfSession
    ) throws {
        // A review has notices of its own.
        session = try StoredSession(id, in: store, isWhole: params.format != .review)
        self.review = { try review(id, store) }
        again = params.format == .rescore ? try StoredSession(id, in: store, detectsAgain: true) : nil
        format = ExportFormat(params.format)
        options = ExportOptions(disclosure: params.identified == true ? .identified : .anonymous)
    }

    /// How its name ends.
    var fileExtension: String { format.fileExtension }

    func write(sealedTo recipients: AgeRecipients?, to sink: some ByteSink) throws {
        guard let again else {
            if format == .review {
                try Self.write(review().disclosing(options).json(), sealedTo: recipients, to: sink)
                return
            }
            try format.write(session, options: options, sealedTo: recipients, to: sink)
            return
        }
        let rescore = SessionRescore(
            try SessionSurvey(of: session), again: try SessionSurvey(of: again), rule: DetectorDefinition.current.id,
            software: SessionDesk.software)
        try Self.write(rescore.disclosing(options).json(), sealedTo: recipients, to: sink)
    }

    private static func write(_ bytes: [UInt8], sealedTo recipients: AgeRecipients?, to sink: some ByteSink) throws {
        if let recipients {
            try write(bytes, to: AgeSink(to: recipients, into: sink))
        } else {
            try write(bytes, to: sink)
        }
    }

    private static func write(_ bytes: [UInt8], to sink: some ByteSink) throws {
        try sink.write(bytes)
        try sink.finish()
    }
}

extension ExportFormat {
    fileprivate init(_ format: SessionsExportParams.Format) {
        self =
            switch format {
            case .edf: .edf
            case .csv: .csv
            case .contractions: .contractions
            case .fhir: .fhir
            case .report: .report
            case .archive: .archive
            // Both are JSON.
            case .review, .rescore: .review
            }
    }
}
