// SPDX-License-Identifier: Apache-2.0
import Perineometry
import RecordingAnalysis

/// Writes a session as a FHIR R4 bundle: the device, a trace of each channel, an observation of the session's figures and
/// one of each contraction, and what guided exercises left. Without dates and a patient unless they are asked for.
public enum FHIRExport {
    /// Reads the session once a channel.
    public static func write<Session: ExportableSession>(
        _ session: Session, survey: SessionSurvey, options: ExportOptions, to sink: some ByteSink
    ) throws {
        let context = FHIRContext(facts: survey.facts, options: options)
        var json = JSONWriter()
        json.begin("{")
        json.value("resourceType", "Bundle")
        json.value("id", context.id("bundle"))
        json.meta(isSimulated: survey.facts.isSimulated)
        json.value("type", "collection")
        json.begin("[", "entry")
        FHIRResources.device(context, &json)
        FHIRResources.patient(context, &json)
        for channel in survey.facts.channels.indices {
            try trace(of: channel, session, survey, context, &json, to: sink)
        }
        FHIRResources.figures(survey, context, &json)
        for (number, contraction) in survey.contractions.enumerated() {
            FHIRResources.contraction(contraction, number: number, survey, context, &json)
            try sink.write(json.takeBytes())
        }
        for (number, exercise) in survey.exercises.enumerated() {
            FHIRExercise.write(exercise, number: number, survey, context, &json)
        }
        json.end("]")
        json.end("}")
        json.lineBreak()
        try sink.write(json.takeBytes())
    }

    private static func trace<Session: ExportableSession>(
        of channel: Int, _ session: Session, _ survey: SessionSurvey, _ context: FHIRContext, _ json: inout JSONWriter,
        to sink: some ByteSink
    ) throws {
        let facts = survey.facts
        let label = EDFExport.labels(of: facts.channels)[channel]
        try context.observation(
            FHIRResources.traceName(channel), code: "pressure-trace", text: "\(label) pressure",
            seconds: 0...survey.seconds, in: &json
        ) { json in
            json.notes(FHIRResources.provenance(of: survey, options: context.options))
            json.begin("{", "valueSampledData")
            json.quantity("origin", 0, .cmH2O)
            json.value("period", FHIRTrace.periodMilliseconds(rateHertz: facts.rateHertz))
            json.value("factor", FHIRTrace.factor)
            json.value("dimensions", 1)
            json.beginText("data")
            var trace = FHIRTrace(channel: channel, rateHertz: facts.rateHertz)
            var timeline = try SessionTimeline(session)
            while let piece = try timeline.next() {
                guard case .samples(let placed) = piece else { continue }
                json.appendText(trace.take(placed))
                if json.bytes.count > FileSink.bufferBytes { try sink.write(json.takeBytes()) }
            }
            json.appendText(trace.finish(places: survey.places))
            json.endText()
            json.end("}")
        }
        try sink.write(json.takeBytes())
    }
}
