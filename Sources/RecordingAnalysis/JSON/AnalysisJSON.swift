// SPDX-License-Identifier: Apache-2.0
import ContractionDetection
public import Perineometry
public import RecordingFiles
import SignalProcessing

/// Writes the results of an analysis as one JSON object while they come: docs/analyze.md describes its members.
public struct AnalysisJSON: Sendable {
    private let scale: PressureScale
    private var json = JSONWriter()

    /// Writes all that comes before the contractions.
    ///
    /// - Parameters:
    ///   - version: of the program.
    ///   - file: the name of the file, without its folder.
    ///   - description: what the recording says of itself.
    ///   - analysis: before or while it goes on.
    ///   - zero: what the pressures count from.
    ///   - scale: the unit of the results.
    public init(
        version: String, file: String, _ description: RecordingDescription, by analysis: borrowing RecordingAnalysis,
        zero: ZeroState, scale: PressureScale
    ) {
        self.scale = scale
        json.begin("{")
        json.value("tonus", version)
        json.value("file", file)
        json.value("format", description.format.rawValue)
        json.value("simulated", description.isSimulated)
        json.value("unit", scale.name)
        json.value("rate", description.rateHertz)
        if let start = description.start { json.value("recorded", start) } else { json.null("recorded") }
        json.value("zero", zero.rawValue)
        json.object("channels") { json in
            for role in [ChannelRole.pelvicFloor, .abdominal] {
                guard let chosen = description.chosen.first(where: { $0.role == role }) else {
                    json.null(role.rawValue)
                    continue
                }
                json.object(role.rawValue) { json in
                    json.value("number", chosen.channel.number)
                    json.value("label", chosen.channel.label)
                    json.value("unit", chosen.unit.rawValue)
                }
            }
        }
        json.value("definition", analysis.definitionID)
        json.object("filter") { json in
            json.value("name", analysis.filter.name)
            json.value("delay", analysis.filter.delaySeconds)
        }
        json.begin("[", "contractions")
    }

    public mutating func append(_ found: AnalysedContraction) {
        let contraction = found.contraction
        let factor = scale.factor
        json.lineBreak()
        json.object { [scale] json in
            json.value("id", contraction.id)
            json.value("onset", found.onsetSeconds)
            json.value("offset", found.offsetSeconds)
            json.value("duration", found.offsetSeconds - found.onsetSeconds)
            json.value("emitted", found.emittedSeconds)
            json.value("emittedOffset", found.emittedOffsetSeconds)
            json.value("peak", contraction.peak * factor)
            json.value("peakTime", contraction.peakTime.seconds)
            json.value("amplitude", contraction.amplitude * factor)
            json.value("baseline", contraction.baseline * factor)
            json.value("rest", contraction.restBefore * factor)
            json.value("kind", contraction.kind.rawValue)
            json.value("cue", contraction.cue.rawValue)
            json.value("confidence", contraction.confidence)
            json.value("rule", contraction.rule.rawValue)
            json.value("origin", contraction.origin.rawValue)
            json.value("relaxation", contraction.relaxation.rawValue)
            json.value("residual", contraction.residual)
            if let limitation = found.metrics?.limitation {
                json.value("limitation", limitation.rawValue)
            } else {
                json.null("limitation")
            }
            json.object("metrics") { json in
                for metric in Metric.ofContraction {
                    if let value = scale.value(found.metrics?[metric], of: metric) {
                        json.value(metric.rawValue, value)
                    }
                }
            }
        }
    }

    /// Writes all that comes after the contractions.
    ///
    /// - Parameters:
    ///   - summary: of what was read.
    ///   - notes: of the reader.
    ///   - error: why reading ended before the file did; nil where it did not.
    public mutating func end(
        _ summary: RecordingSummary, notes: [String], error: RecordingFileError? = nil
    ) {
        json.end("]")
        append(summary.session)
        if let breathing = summary.breathing {
            let amplitude = breathing.amplitude * scale.factor
            json.object("breathing") { json in
                json.value("rate", breathing.ratePerMinute)
                json.value("amplitude", amplitude)
                json.value("seconds", breathing.seconds)
            }
        } else {
            json.null("breathing")
        }
        json.array("faults", of: summary.faults) { json, fault in
            json.object { json in
                json.value("kind", fault.span.fault.rawValue)
                json.value("start", fault.span.startSeconds)
                json.value("end", fault.span.endSeconds)
                json.value("channel", fault.role.rawValue)
            }
        }
        json.array("gaps", of: summary.gaps) { json, gap in
            json.object { json in
                json.value("start", gap.startSeconds)
                json.value("seconds", gap.seconds)
                json.value("bridged", gap.isBridged)
            }
        }
        json.array("notes", of: notes + summary.remarks) { json, note in json.value(nil, note) }
        if let error {
            json.object("error") { json in
                json.value("message", error.message)
                json.value("hint", error.hint)
            }
        }
        json.object("figures") { [scale] json in
            for metric in Metric.allCases {
                json.object(metric.rawValue) { json in
                    json.value("definition", metric.definition.id)
                    json.value("unit", scale.unit(of: metric))
                }
            }
        }
        json.value("samples", summary.samples)
        json.value("seconds", summary.seconds)
        json.lineBreak()
        json.end("}")
        json.lineBreak()
    }

    /// Takes what was written so far out of memory.
    public mutating func takeBytes() -> [UInt8] { json.takeBytes() }

    private mutating func append(_ session: SessionMetrics) {
        json.object("session") { [scale] json in
            for metric in Metric.ofSession {
                if let value = scale.value(session[metric], of: metric) { json.value(metric.rawValue, value) }
            }
            json.object("counts") { json in
                for kind in ContractionKind.allCases { json.value(kind.rawValue, session.counts[kind] ?? 0) }
            }
            json.object("refused") { json in
                for (metric, figures) in [
                    (Metric.restPressure, session.rest), (.preRest, session.preRest), (.postRest, session.postRest),
                ] {
                    if case .refused(let reason) = figures.pressure { json.value(metric.rawValue, reason.rawValue) }
                }
            }
        }
    }
}
