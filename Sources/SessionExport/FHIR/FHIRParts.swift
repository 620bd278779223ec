// SPDX-License-Identifier: Apache-2.0
import Perineometry
import RecordingAnalysis

/// The data types of FHIR R4 that the resources are made of.
extension JSONWriter {
    /// The project's own codes: no LOINC or SNOMED CT code for perineometry was found.
    static let codeSystem = "urn:uuid:4d2f2c0e-6a0b-4a83-8a3e-0c5d9be0f7a1"

    mutating func coded(_ name: String, _ code: String, _ text: String) {
        object(name) { json in
            json.array("coding", of: [code]) { json, code in
                json.object { json in
                    json.value("system", JSONWriter.codeSystem)
                    json.value("code", code)
                }
            }
            json.value("text", text)
        }
    }

    mutating func quantity(_ name: String, _ value: Double, _ unit: MetricUnit) {
        object(name) { json in
            json.value("value", value)
            json.value("unit", unit.rawValue)
            json.value("system", "http://unitsofmeasure.org")
            json.value("code", unit.ucum)
        }
    }

    mutating func reference(_ name: String, _ url: String) { object(name) { $0.value("reference", url) } }

    mutating func references(_ name: String, _ urls: [String]) {
        array(name, of: urls) { json, url in json.object { $0.value("reference", url) } }
    }

    mutating func notes(_ texts: [String]) {
        guard !texts.isEmpty else { return }
        array("note", of: texts) { json, text in json.object { $0.value("text", text.oneLine(maximumBytes: 1000)) } }
    }

    /// Simulated data carry the tag that FHIR has for test data.
    mutating func meta(isSimulated: Bool) {
        guard isSimulated else { return }
        object("meta") { json in
            json.array("tag", of: ["HTEST"]) { json, code in
                json.object { json in
                    json.value("system", "http://terminology.hl7.org/CodeSystem/v3-ActReason")
                    json.value("code", code)
                    json.value("display", "test health data")
                }
            }
        }
    }
}

/// What the resources of one bundle share.
struct FHIRContext {
    let facts: SessionFacts
    let options: ExportOptions

    var subject: String? {
        options.disclosure == .identified && facts.person != nil ? url("patient") : nil
    }
    var device: String { url("device") }

    func id(_ part: String) -> String { StableUUID.text(session: facts.id, part: part) }
    func url(_ part: String) -> String { "urn:uuid:\(id(part))" }

    /// Writes an entry with what every observation has.
    func observation(
        _ part: String, code: String, text: String, seconds: ClosedRange<Double>, in json: inout JSONWriter,
        _ rest: (inout JSONWriter) throws -> Void
    ) rethrows {
        json.lineBreak()
        json.begin("{")
        json.value("fullUrl", url(part))
        json.begin("{", "resource")
        json.value("resourceType", "Observation")
        json.value("id", id(part))
        json.meta(isSimulated: facts.isSimulated)
        json.value("status", "final")
        json.coded("code", code, text)
        if let subject { json.reference("subject", subject) }
        if options.disclosure != .anonymous {
            let (start, end) = (
                facts.start.advanced(bySeconds: seconds.lowerBound), facts.start.advanced(bySeconds: seconds.upperBound)
            )
            json.object("effectivePeriod") { json in
                json.value("start", start.rfc3339)
                json.value("end", end.rfc3339)
            }
        }
        json.reference("device", device)
        try rest(&json)
        json.end("}")
        json.end("}")
    }
}
