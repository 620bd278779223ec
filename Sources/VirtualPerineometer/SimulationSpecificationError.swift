// SPDX-License-Identifier: Apache-2.0

/// Why a text does not describe a virtual device. Each case holds the part at fault.
public enum SimulationSpecificationError: Error, Hashable, Sendable {
    case unknownPersona(String)
    case unknownOption(String)
    case repeatedOption(String)
    /// Not of the form name=value.
    case notAnOption(String)
    case seed(String)
    case rate(String)
    case channels(String)

    /// What is wrong, in one sentence.
    public var message: String {
        switch self {
        case .unknownPersona(let name): "There is no persona named '\(name)'."
        case .unknownOption(let name): "There is no simulation option named '\(name)'."
        case .repeatedOption(let name): "The simulation option '\(name)' is given twice."
        case .notAnOption(let text): "'\(text)' is not a simulation option."
        case .seed(let value): "The seed '\(value)' is not a number from 0 to \(UInt64.max)."
        case .rate(let value): "The virtual device does not offer the rate '\(value)'."
        case .channels(let value): "The virtual device cannot have '\(value)' channels."
        }
    }

    /// What to write instead.
    public var hint: String {
        switch self {
        case .unknownPersona(let name):
            (Self.nearestPersona(to: name).map { "Did you mean '\($0)'? " } ?? "") + "Personas: "
                + Persona.catalogue.map(\.id).joined(separator: ", ") + "."
        case .unknownOption, .notAnOption:
            "Write PERSONA[,seed=N][,rate=HZ][,channels=N], for example comfortable-strong,rate=1000,channels=8."
        case .repeatedOption: "Give it once."
        case .seed: "Write for example seed=7."
        case .rate:
            "Rates in Hz: " + SimulationSpecification.ratesHertz.map(String.init).joined(separator: ", ") + "."
        case .channels: "Write channels=1 to channels=\(SimulationSpecification.channelCounts.upperBound)."
        }
    }

    /// The persona that was meant, or nil where none is near: a wrong guess misleads more than none.
    static func nearestPersona(to name: String) -> String? {
        let ids = Persona.catalogue.map(\.id)
        let lowercased = name.lowercased()
        // Who types the first word of an id means it, however much is missing.
        if !lowercased.isEmpty, let begun = ids.first(where: { $0.hasPrefix(lowercased) }) { return begun }
        let nearest = ids.min { editDistance($0, lowercased) < editDistance($1, lowercased) }
        return nearest.flatMap { editDistance($0, lowercased) <= $0.count / 3 ? $0 : nil }
    }

    /// How many letters must be added, removed or changed (Levenshtein).
    private static func editDistance(_ one: String, _ other: String) -> Int {
        var row = Array(0...other.count)
        for (index, letter) in one.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for (column, otherLetter) in other.enumerated() {
                let change = diagonal + (letter == otherLetter ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(change, diagonal + 1, row[column] + 1)
            }
        }
        return row[other.count]
    }
}

extension SimulationSpecificationError: CustomStringConvertible {
    public var description: String { message + " " + hint }
}
