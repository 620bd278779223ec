// SPDX-License-Identifier: Apache-2.0
import Perineometry
import RecordingAnalysis
import RecordingFiles
import StreamAPI

/// Writes the results of an analysis to standard output while they come.
struct AnalysisReport {
    enum Style {
        case json
        case plain
        case terminal
    }

    private let style: Style
    private var output = OutputStream()
    private var json: AnalysisJSON
    private var text: AnalysisText
    private var isHeaded = false

    init(
        file: String, _ description: RecordingDescription, by analysis: borrowing RecordingAnalysis, zero: ZeroState,
        scale: PressureScale, style: Style
    ) {
        self.style = style
        json = AnalysisJSON(
            version: Release.version, file: file, description, by: analysis, zero: zero, scale: scale)
        let isPlain = style != .terminal
        // The words before the line take ten columns.
        let picture = PictureLine(isPlain: isPlain, columns: (isPlain ? 80 : Terminal.columns()) - 11)
        text = AnalysisText(file: file, description, zero: zero, scale: scale, picture: picture)
    }

    /// Some of it is out.
    var hasBegun: Bool { output.hasBegun }

    mutating func append(_ found: AnalysedContraction) throws(OutputError) {
        switch style {
        case .json:
            json.append(found)
            try output.write(json.takeBytes())
        case .plain, .terminal:
            try writeHeading()
            try output.write(text.row(found).utf8)
            if style == .terminal { try output.flush() }
        }
    }

    mutating func end(
        _ summary: RecordingSummary, notes: [String], error: RecordingFileError?
    ) throws(OutputError) {
        switch style {
        case .json:
            json.end(summary, notes: notes, error: error)
            try output.write(json.takeBytes())
        case .plain, .terminal:
            try writeHeading()
            try output.write(text.summary(summary, notes: notes).utf8)
        }
        try output.flush()
    }

    private mutating func writeHeading() throws(OutputError) {
        guard !isHeaded else { return }
        isHeaded = true
        try output.write(text.heading().utf8)
    }
}
