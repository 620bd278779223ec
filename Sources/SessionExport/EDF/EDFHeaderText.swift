// SPDX-License-Identifier: Apache-2.0
import Perineometry

/// The header of an EDF+C file: padded ASCII fields, as edfplus.info lays them out.
struct EDFHeaderText {
    private static let months = [
        "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
    ]

    let facts: SessionFacts
    let disclosure: Disclosure
    let scales: [EDFScale]
    let records: Int
    let annotationBytes: Int

    var bytes: [UInt8] {
        var header: [UInt8] = []
        let count = scales.count + 1
        func put(_ text: String, _ width: Int) {
            let field = Array(text.ascii(maximumBytes: width).utf8)
            header += field + [UInt8](repeating: UInt8(ascii: " "), count: width - field.count)
        }
        put("0", 8)
        put(patient, 80)
        put(recording, 80)
        put(startDate, 8)
        put(startTime, 8)
        put("\(256 * (count + 1))", 8)
        put("EDF+C", 44)
        put("\(records)", 8)
        put("1", 8)
        put("\(count)", 4)
        let labels = EDFExport.labels(of: facts.channels)
        for label in labels { put(label, 16) }
        put("EDF Annotations", 16)
        for _ in scales { put(transducer, 80) }
        put("", 80)
        for _ in scales { put("cmH2O", 8) }
        put("", 8)
        for scale in scales { put("\(Int(scale.range.lowerBound))", 8) }
        put("-1", 8)
        for scale in scales { put("\(Int(scale.range.upperBound))", 8) }
        put("1", 8)
        for _ in 0..<count { put("\(EDFScale.least)", 8) }
        for _ in 0..<count { put("\(EDFScale.greatest)", 8) }
        for _ in scales { put("none", 80) }
        put("", 80)
        for _ in scales { put("\(facts.rateHertz)", 8) }
        put("\(annotationBytes / 2)", 8)
        for _ in 0..<count { put("", 32) }
        return header
    }

    /// Code, sex, birth date and name; X for what is not said.
    private var patient: String {
        guard disclosure == .identified, let person = facts.person else { return "X X X X" }
        let sex = person.sex == .female ? "F" : person.sex == .male ? "M" : "X"
        // The name comes last: what does not fit is cut there.
        return [word(person.code, 20), sex, birthDate(person.birthDate), word(person.name, 40)].joined(separator: " ")
    }

    /// Date, administration, technician and equipment.
    private var recording: String {
        let equipment =
            (facts.isSimulated ? "SIMULATED_" : "") + (word(facts.device.model, 24) + "_" + word(facts.software, 20))
        guard disclosure != .anonymous else { return "Startdate X X X \(equipment)" }
        let start = facts.start.local
        let date = "\(padded(start.day, 2))-\(Self.months[start.month - 1])-\(padded(start.year, 4))"
        return "Startdate \(date) X X \(equipment)"
    }

    private var transducer: String { facts.isSimulated ? "simulated perineometer" : "perineometer" }

    /// The year has two digits, 85 to 84; an unknown date is the first of them, as other writers have it.
    private var startDate: String {
        guard disclosure != .anonymous else { return "01.01.85" }
        let start = facts.start.local
        return "\(padded(start.day, 2)).\(padded(start.month, 2)).\(padded(start.year % 100, 2))"
    }

    /// Whole seconds: several readers misread fractions.
    private var startTime: String {
        guard disclosure != .anonymous else { return "00.00.00" }
        let start = facts.start.local
        return [start.hour, start.minute, start.second].map { padded($0, 2) }.joined(separator: ".")
    }

    private func birthDate(_ text: String?) -> String {
        let parts = (text ?? "").split(separator: "-").compactMap { Int($0) }
        guard parts.count == 3, (1...12).contains(parts[1]), (1...31).contains(parts[2]),
            (1800...9999).contains(parts[0])
        else { return "X" }
        return "\(padded(parts[2], 2))-\(Self.months[parts[1] - 1])-\(parts[0])"
    }

    /// Without spaces, which part subfields.
    private func word(_ text: String?, _ limit: Int) -> String {
        let word = (text ?? "").ascii(maximumBytes: limit).replacing(" ", with: "_")
        return word.isEmpty ? "X" : word
    }
}
