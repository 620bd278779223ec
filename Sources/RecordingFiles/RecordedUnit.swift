// SPDX-License-Identifier: Apache-2.0

/// A unit in which a recording made elsewhere states its pressures.
///
/// The factors are the conventional ones of NIST Special Publication 811 (2008), appendix B.8: a centimetre of water is
/// 98.0665 Pa, an inch 249.0889 Pa, a millimetre of mercury 133.3224 Pa, a torr 133.3224 Pa, a psi 6894.757 Pa.
public enum RecordedUnit: String, CaseIterable, Sendable {
    case cmH2O
    case mmH2O
    case inH2O
    case pascal = "Pa"
    case hectopascal = "hPa"
    case kilopascal = "kPa"
    case megapascal = "MPa"
    case millibar = "mbar"
    case bar
    case mmHg
    case torr = "Torr"
    case psi
    /// Numbers that are not pressures: converter counts, volts, whatever was not calibrated. They are passed on as they
    /// stand and must not be shown as cmH2O.
    case counts

    /// Whether a value in this unit is a pressure.
    public var isPressure: Bool { self != .counts }

    /// How many cmH2O make one of this unit; 1 for `counts`.
    public var cmH2O: Double {
        switch self {
        case .cmH2O, .counts: 1
        case .mmH2O: 0.1
        case .inH2O: 2.54
        case .pascal: 1 / 98.0665
        case .hectopascal, .millibar: 1 / 0.980_665
        case .kilopascal: 10 / 0.980_665
        case .megapascal: 10_000 / 0.980_665
        case .bar: 1000 / 0.980_665
        case .mmHg, .torr: 1.333_224 / 0.980_665
        case .psi: 68.947_57 / 0.980_665
        }
    }

    /// The unit that a text means: `cmH2O`, `cm H2O`, `cm[H2O]`, `cmH20` (with a zero), `mm[Hg]`, `mBar` and the like.
    /// Letter case does not matter, except that `mPa` is not taken for `MPa`. Nil where the text is none of them.
    public init?(parsing text: String) {
        var plain = ""
        for character in text.lowercased() {
            switch character {
            case "₂": plain.append("2")
            case " ", "_", "[", "]", "(", ")", "\u{A0}": continue
            default: plain.append(character)
            }
        }
        switch plain {
        case "cmh2o", "cmh20", "cmwater", "cmwc", "cmws", "cmofwater", "cmaq": self = .cmH2O
        case "mmh2o", "mmh20", "mmwc", "mmws", "mmofwater": self = .mmH2O
        case "inh2o", "inh20", "inwc", "inchh2o": self = .inH2O
        case "pa", "pascal", "pascals": self = .pascal
        case "hpa", "hectopascal": self = .hectopascal
        case "kpa", "kilopascal": self = .kilopascal
        case "mpa": if text.contains("M") { self = .megapascal } else { return nil }
        case "mbar", "millibar", "mb": self = .millibar
        case "bar", "bars": self = .bar
        case "mmhg", "mmofmercury": self = .mmHg
        case "torr": self = .torr
        case "psi", "psig", "lbf/in2": self = .psi
        case "counts", "count", "raw", "adc", "digits", "lsb": self = .counts
        default: return nil
        }
    }
}

/// What a column's heading says of its unit.
enum HeadingUnit: Equatable {
    case known(RecordedUnit, text: String)
    /// The heading names a unit that is not one of pressure, such as `mV`.
    case foreign(text: String)
    case none

    /// Words that stand for something else than a pressure.
    private static let foreignWords: Set<String> = [
        "v", "mv", "uv", "µv", "volt", "volts", "adc", "raw", "counts", "count", "lsb", "a.u.", "au", "arb", "n", "kg",
        "g", "%", "degc", "°c", "c",
    ]

    /// Looks in brackets first (`Pressure (mmHg)`, `p [hPa]`), then at the last words (`pressure_cmH2O`, `p cm H2O`).
    init(_ heading: String) {
        if let inside = Self.bracketed(heading) {
            self = Self.reading(inside)
            if self != .none { return }
        }
        let words = heading.split { " _,;:/-.".contains($0) }.map(String.init)
        if let whole = RecordedUnit(parsing: heading), whole.isPressure {
            self = .known(whole, text: heading)
            return
        }
        guard words.count > 1, let last = words.last else {
            self = .none
            return
        }
        for text in [last, words.suffix(2).joined(separator: " ")] {
            // "pa" in small letters is a word more often than a pascal.
            if let unit = RecordedUnit(parsing: text), unit.isPressure, unit != .pascal || text == "Pa" {
                self = .known(unit, text: text)
                return
            }
        }
        self =
            ["mv", "uv", "µv", "volts", "adc", "raw", "counts", "lsb"].contains(last.lowercased())
            ? .foreign(text: last) : .none
    }

    private static func reading(_ text: String) -> HeadingUnit {
        if let unit = RecordedUnit(parsing: text), unit.isPressure { return .known(unit, text: text) }
        let isShort = text.count <= 3 && text.allSatisfy(\.isLetter)
        let isForeign = isShort || text.contains { "/%µ²".contains($0) } || foreignWords.contains(text.lowercased())
        return isForeign ? .foreign(text: text) : .none
    }

    /// The text of the last pair of brackets that is not part of a unit such as `cm[H2O]`.
    private static func bracketed(_ heading: String) -> String? {
        for (open, close) in [("(", ")"), ("[", "]")] as [(Character, Character)] {
            guard let end = heading.lastIndex(of: close), let start = heading[..<end].lastIndex(of: open) else {
                continue
            }
            let inside = heading[heading.index(after: start)..<end]
            if inside.lowercased() == "h2o" || inside.lowercased() == "hg" {
                let word = heading[..<start].split { " _(".contains($0) }.last.map(String.init) ?? ""
                return word + "[" + inside + "]"
            }
            let text = inside.drop { $0 == " " }
            if !text.isEmpty { return String(text) }
        }
        return nil
    }
}
