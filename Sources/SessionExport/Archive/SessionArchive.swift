// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials

/// Writes all that is known of a person into one tar archive: every session in every format, each in a folder.
public enum SessionArchive {
    /// Reads every session several times: a file's length has to be known before its first byte, and no copy is made on
    /// disk or in memory.
    ///
    /// - Parameters:
    ///   - sessions: of one person.
    ///   - extras: further files, such as notes and settings, by name.
    ///   - options: of all sessions; an archive for the person herself is `identified`.
    ///   - sink: gets the archive and is finished.
    /// - Throws: `ExportError`, and what reading a session or the sink throws.
    public static func write<Session: ExportableSession>(
        _ sessions: some Sequence<Session>, extras: [(name: String, bytes: [UInt8])] = [], options: ExportOptions,
        to sink: any ByteSink
    ) throws {
        let tar = TarSink(into: sink)
        var newest: Int64 = 0
        for session in sessions {
            let modified = options.disclosure == .anonymous ? 0 : session.facts.start.unixNanoseconds / 1_000_000_000
            newest = max(newest, modified)
            try add(session, options, modified: modified, to: tar)
        }
        try tar.add("README.txt", Array(readMe.utf8), modified: newest)
        for extra in extras { try tar.add(extra.name, extra.bytes, modified: newest) }
        try tar.finish()
    }

    /// A name for files: the id, or what stands for it where the id would tell more than it should.
    public static func folder(of facts: SessionFacts, _ options: ExportOptions) -> String {
        let isPlain =
            facts.id.utf8.count <= 60 && facts.id.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
        guard options.disclosure == .anonymous || !isPlain || facts.id.isEmpty else { return facts.id }
        return StableUUID.text(session: facts.id, part: "folder")
    }

    private static func add<Session: ExportableSession>(
        _ session: Session, _ options: ExportOptions, modified: Int64, to tar: TarSink
    ) throws {
        let folder = folder(of: session.facts, options)
        let survey = try SessionSurvey(of: session, scoring: options.scoring)
        // A session that was recorded without figures is scored again for its report, which says so.
        let scored = survey.figures == nil ? try SessionSurvey(of: session, scoring: .again) : survey
        let files: [(String, (any ByteSink) throws -> Void)] = [
            ("session.edf", { try EDFExport.write(session, survey: survey, options: options, to: $0) }),
            ("samples.csv", { try CSVSamples.write(session, survey: survey, options: options, to: $0) }),
            ("contractions.csv", { try CSVContractions.write(survey, options: options, to: $0) }),
            ("session.fhir.json", { try FHIRExport.write(session, survey: survey, options: options, to: $0) }),
            ("report.html", { try ReportHTML.write(scored, options: options, to: $0) }),
            ("review.json", { try $0.write(SessionReview(scored).disclosing(options).json()) }),
        ]
        for (name, write) in files {
            let counter = CountingSink()
            try write(counter)
            try tar.add("\(folder)/\(name)", size: counter.count, modified: modified, write)
        }
    }

    private static let readMe = """
        A folder for each session:
        session.edf        all samples and events as EDF+C: EDFbrowser, MNE-Python, pyEDFlib, edfio
        samples.csv        all samples as text: spreadsheets, scripts
        contractions.csv   contractions and other events with their figures
        session.fhir.json  a FHIR R4 bundle for health records
        report.html        a page for the physiotherapist and one for the patient: any web browser
        review.json        the figures of the report for programs
        Nothing here is a diagnosis.

        """
}

extension SessionReview {
    /// As JSON, always in the same order.
    public func json() throws -> [UInt8] { try Self.encode(self) }

    static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value)) + [10]
    }

    /// Without what may not leave the machine.
    public func disclosing(_ options: ExportOptions) -> SessionReview {
        var review = self
        if !options.includesTexts { review.exercises = exercises?.map { $0.withoutTexts() } }
        guard options.disclosure == .anonymous else { return review }
        review.session = ""
        review.started = ""
        review.device.serial = nil
        return review
    }
}

extension SessionComparison {
    /// As JSON, always in the same order.
    public func json() throws -> [UInt8] { try SessionReview.encode(self) }
}

extension SessionTrend {
    /// As JSON, always in the same order.
    public func json() throws -> [UInt8] { try SessionReview.encode(self) }
}
