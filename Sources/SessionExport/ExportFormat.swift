// SPDX-License-Identifier: Apache-2.0

/// The formats that a session can be written in. The raw value is the name on a command line.
public enum ExportFormat: String, Hashable, Sendable, CaseIterable {
    case edf
    /// The samples.
    case csv
    /// The contractions with their figures, as CSV.
    case contractions
    case fhir
    case report
    /// The figures of the report, as JSON.
    case review
    /// All of them.
    case archive

    /// How the name of such a file ends; a sealed one has `.age` behind it.
    public var fileExtension: String {
        switch self {
        case .edf: "edf"
        case .csv, .contractions: "csv"
        case .fhir: "fhir.json"
        case .report: "html"
        case .review: "json"
        case .archive: "tar"
        }
    }

    /// Writes a session and finishes the sink.
    ///
    /// A report or review of a session that was recorded without figures scores it again, and says so.
    ///
    /// - Parameters:
    ///   - session: recorded.
    ///   - options: what leaves with the file, and which contractions.
    ///   - recipients: who can open the file; nil for anybody.
    ///   - sink: gets the file. After an error it holds a part of one: throw it away.
    /// - Throws: `ExportError`, `AgeError`, and what reading the session throws.
    public func write(
        _ session: some ExportableSession, options: ExportOptions = ExportOptions(),
        sealedTo recipients: AgeRecipients? = nil,
        to sink: some ByteSink
    ) throws {
        if let recipients {
            try write(session, options: options, to: AgeSink(to: recipients, into: sink))
            return
        }
        if self == .archive {
            try SessionArchive.write([session], options: options, to: sink)
            return
        }
        let survey = try survey(of: session, options)
        switch self {
        case .edf: try EDFExport.write(session, survey: survey, options: options, to: sink)
        case .csv: try CSVSamples.write(session, survey: survey, options: options, to: sink)
        case .contractions: try CSVContractions.write(survey, options: options, to: sink)
        case .fhir: try FHIRExport.write(session, survey: survey, options: options, to: sink)
        case .report: try ReportHTML.write(survey, options: options, to: sink)
        case .review, .archive: try sink.write(SessionReview(survey).disclosing(options).json())
        }
        try sink.finish()
    }

    private func survey(of session: some ExportableSession, _ options: ExportOptions) throws -> SessionSurvey {
        try SessionSurvey(
            of: session, scoring: options.scoring, completes: self == .report || self == .review)
    }
}
