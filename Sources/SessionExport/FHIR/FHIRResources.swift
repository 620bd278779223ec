// SPDX-License-Identifier: Apache-2.0
import Perineometry
import RecordingAnalysis

/// The resources of a bundle besides its traces.
enum FHIRResources {
    static func traceName(_ channel: Int) -> String { "trace/\(channel)" }
    static func contractionName(_ number: Int) -> String { "contraction/\(number)" }

    static func device(_ context: FHIRContext, _ json: inout JSONWriter) {
        let device = context.facts.device
        entry("device", "Device", context, &json) { json in
            if context.options.disclosure != .anonymous, let serial = device.serial {
                json.value("serialNumber", serial.oneLine(maximumBytes: 100))
            }
            if let model = device.model {
                json.array("deviceName", of: [model]) { json, model in
                    json.object { json in
                        json.value("name", model.oneLine(maximumBytes: 100))
                        json.value("type", "model-name")
                    }
                }
            }
            json.object("type") { $0.value("text", "Perineometer") }
            if let firmware = device.firmware {
                json.array("version", of: [firmware]) { json, firmware in
                    json.object { $0.value("value", firmware.oneLine(maximumBytes: 100)) }
                }
            }
        }
    }

    static func patient(_ context: FHIRContext, _ json: inout JSONWriter) {
        guard context.subject != nil, let person = context.facts.person else { return }
        entry("patient", "Patient", context, &json) { json in
            if let code = person.code {
                json.array("identifier", of: [code]) { json, code in
                    json.object { $0.value("value", code.oneLine(maximumBytes: 200)) }
                }
            }
            if let name = person.name {
                json.array("name", of: [name]) { json, name in
                    json.object { $0.value("text", name.oneLine(maximumBytes: 200)) }
                }
            }
            if let sex = person.sex { json.value("gender", sex.rawValue) }
            if let date = person.birthDate, isDate(date) { json.value("birthDate", date) }
        }
    }

    /// The figures of the whole session; a pressure that was refused says why.
    static func figures(_ survey: SessionSurvey, _ context: FHIRContext, _ json: inout JSONWriter) {
        guard let figures = survey.figures else { return }
        context.observation(
            "figures", code: "session-figures", text: "Figures of a perineometry session", seconds: 0...survey.seconds,
            in: &json
        ) { json in
            json.notes(provenance(of: survey, options: context.options))
            if !survey.contractions.isEmpty {
                json.references("hasMember", survey.contractions.indices.map { context.url(contractionName($0)) })
            }
            json.references("derivedFrom", [context.url(traceName(survey.pelvicFloor))])
            let refused: [Metric: RestFigures] = [
                .restPressure: figures.rest, .preRest: figures.preRest, .postRest: figures.postRest,
            ]
            json.begin("[", "component")
            for metric in Metric.ofSession {
                if let value = figures[metric], value.isFinite {
                    component(metric.rawValue, metric.definition.id, &json) {
                        $0.quantity("valueQuantity", value, metric.definition.unit)
                    }
                } else if case .refused(let reason) = refused[metric]?.pressure {
                    component(metric.rawValue, metric.definition.id, &json) { absent(reason.explanation, &$0) }
                }
            }
            json.end("]")
        }
    }

    static func contraction(
        _ found: PlacedContraction, number: Int, _ survey: SessionSurvey, _ context: FHIRContext,
        _ json: inout JSONWriter
    ) {
        let contraction = found.contraction
        let onset = survey.time(of: found.onset)
        let end = max(onset, found.offset.map(survey.time) ?? survey.seconds)
        let isContraction = contraction.kind.isContraction
        context.observation(
            contractionName(number), code: isContraction ? "contraction" : "event",
            text: isContraction ? "Contraction of the pelvic floor" : "Rise of pressure that is no contraction",
            seconds: onset...end, in: &json
        ) { json in
            json.coded("valueCodeableConcept", contraction.kind.rawValue, contraction.kind.rawValue)
            json.references("derivedFrom", [context.url(traceName(survey.pelvicFloor))])
            json.begin("[", "component")
            component("onset", "Seconds from the first sample to the onset", &json) {
                $0.quantity("valueQuantity", onset, .seconds)
            }
            if found.offset != nil {
                component("offset", "Seconds from the first sample to the offset", &json) {
                    $0.quantity("valueQuantity", end, .seconds)
                }
            }
            component("rest_before", "The resting level before the rise", &json) { json in
                if contraction.restBefore.isFinite {
                    json.quantity("valueQuantity", contraction.restBefore, .cmH2O)
                } else {
                    absent("not known", &json)
                }
            }
            for (code, value) in [
                ("cue", contraction.cue.rawValue), ("origin", contraction.origin.rawValue),
                ("relaxation", contraction.relaxation.rawValue), ("rule", contraction.rule.rawValue),
                ("limitation", found.metrics?.limitation?.rawValue),
            ] {
                if let value { component(code, code, &json) { $0.value("valueString", value) } }
            }
            for metric in Metric.ofContraction {
                guard let value = found.metrics?[metric], value.isFinite else { continue }
                component(metric.rawValue, metric.definition.id, &json) {
                    $0.quantity("valueQuantity", value, metric.definition.unit)
                }
            }
            json.end("]")
        }
    }

    /// What every number of the session rests on, a sentence each.
    static func provenance(of survey: SessionSurvey, options: ExportOptions) -> [String] {
        let facts = survey.facts
        let (conditions, seconds) = (facts.conditions, DecimalText.text(survey.gapSeconds, decimals: 3))
        var notes = [
            "Not a diagnosis. Written by \(facts.software).",
            "Pressures \(CSVText.zeroText(facts.zero)).",
            "Probe \(conditions.probe ?? "not stated"), depth "
                + "\(conditions.depthMillimetres.map { "\($0) mm" } ?? "not stated"), "
                + "posture \(conditions.posture ?? "not stated").",
            "\(survey.gapCount) gaps of \(seconds) s; \(DecimalText.text(survey.clippedSeconds, decimals: 3)) s at the "
                + "converter's limit. Traces are means over their period; E marks those that lack a sample.",
        ]
        if facts.isSimulated { notes.insert("SIMULATED data, not measured on a person.", at: 0) }
        if let detector = survey.detectorID { notes.append("Contractions by \(detector).") }
        if options.includesTexts, let note = facts.note { notes.append(note) }
        return notes
    }

    static func entry(
        _ part: String, _ type: String, _ context: FHIRContext, _ json: inout JSONWriter,
        _ members: (inout JSONWriter) -> Void
    ) {
        json.lineBreak()
        json.object { json in
            json.value("fullUrl", context.url(part))
            json.object("resource") { json in
                json.value("resourceType", type)
                json.value("id", context.id(part))
                json.meta(isSimulated: context.facts.isSimulated)
                members(&json)
            }
        }
    }

    static func component(
        _ code: String, _ text: String, _ json: inout JSONWriter, _ value: (inout JSONWriter) -> Void
    ) {
        json.object { json in
            json.coded("code", code, text)
            value(&json)
        }
    }

    static func absent(_ reason: String, _ json: inout JSONWriter) {
        json.object("dataAbsentReason") { json in
            json.array("coding", of: ["unknown"]) { json, code in
                json.object { json in
                    json.value("system", "http://terminology.hl7.org/CodeSystem/data-absent-reason")
                    json.value("code", code)
                }
            }
            json.value("text", reason)
        }
    }

    private static func isDate(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        return parts.map(\.count) == [4, 2, 2] && parts.allSatisfy { $0.allSatisfy { "0123456789".contains($0) } }
            && (1...12).contains(Int(parts[1]) ?? 0) && (1...31).contains(Int(parts[2]) ?? 0)
    }
}
