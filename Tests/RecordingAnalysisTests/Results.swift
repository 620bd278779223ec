// SPDX-License-Identifier: Apache-2.0
import Foundation
import Perineometry
import RecordingAnalysis
import RecordingFiles

/// All that an analysis makes of a trace.
struct Results {
    var found: [AnalysedContraction] = []
    var summary: RecordingSummary
    var json: [UInt8]

    init(_ trace: Trace, pieces size: Int = 1000, zero: ZeroState = .none, unit: PressureUnit = .cmH2O) throws {
        let description = trace.description
        var analysis = try RecordingAnalysis(of: description, zero: zero)
        var json = AnalysisJSON(
            version: "test", file: "trace \"1\"\n.csv", description, by: analysis, zero: zero,
            scale: PressureScale(of: description, in: unit))
        var found: [AnalysedContraction] = []
        for piece in trace.pieces(of: size) {
            analysis.take(piece)
            while let contraction = analysis.next() {
                found.append(contraction)
                json.append(contraction)
            }
        }
        summary = analysis.finish()
        while let contraction = analysis.next() {
            found.append(contraction)
            json.append(contraction)
        }
        json.end(summary, notes: [])
        self.found = found
        self.json = json.takeBytes()
    }

    /// The JSON, read by somebody else's reader.
    func object() throws -> [String: Any] {
        try JSONSerialization.jsonObject(with: Data(json)) as? [String: Any] ?? [:]
    }

    var contractions: [Contraction] { found.map(\.contraction).filter(\.kind.isContraction) }
}
