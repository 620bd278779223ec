// SPDX-License-Identifier: Apache-2.0

/// One thing that can be set: all that the reader, the documentation and the man page know of it.
public struct SettingDefinition: Sendable {
    /// What is written for a value.
    public enum Kind: Hashable, Sendable {
        /// A text of the form that is told in words.
        case text(String)
        case choice([String])
        case number(ClosedRange<Int>, unit: String)
        /// A list of texts of a form.
        case list(String)
    }

    /// Its place in the file: names of sections and its own, with dots between.
    public let key: String
    public let kind: Kind
    /// The command-line option with the same meaning, if there is one.
    public let flag: String?
    /// Whether SIGHUP makes a new value count at once.
    public let isReloadable: Bool
    /// What it is, in a line.
    public let summary: String
    /// What else there is to know, in plain sentences.
    public let detail: String
    /// The release that has it first.
    public let since: String
    /// What the example file shows.
    public let example: [String]
    /// What holds where nobody set it, in words, where its value alone would not tell.
    public let unset: String?
    /// Whether a value may name a person, and so stays out of messages.
    public let isPersonal: Bool

    /// Puts a value in its place; returns what is wrong with it.
    let write: @Sendable (_ given: [GivenText], _ settings: inout Settings) -> [SettingFault]
    /// The value as it would be written: one text, or those of a list; none where it is not set.
    public let show: @Sendable (Settings) -> [String]

    /// Takes over the value of other settings.
    let copy: @Sendable (_ from: Settings, _ to: inout Settings) -> Void

    public var isList: Bool { if case .list = kind { true } else { false } }

    /// The variable with the same meaning.
    public var environmentVariable: String {
        Self.environmentPrefix
            + String(key.uppercased().map { $0 == "." || $0 == "-" ? "_" : $0 })
    }

    /// What all variables for settings begin with.
    public static let environmentPrefix = "TONUSD_"

    /// What a value is, in a few words.
    public var form: String {
        switch kind {
        case .text(let form): form
        case .choice(let values): "one of " + values.map { "`\($0)`" }.joined(separator: ", ")
        case .number(let range, let unit):
            "\(range.lowerBound) to \(range.upperBound)" + (unit.isEmpty ? "" : " \(unit)")
        case .list(let form): "a list of \(form)"
        }
    }

    /// The section of the file that it belongs to; empty for none.
    var section: String { key.split(separator: ".").dropLast().joined(separator: ".") }
    var name: String { key.split(separator: ".").last.map(String.init) ?? key }
}

/// What a source gives for a setting: one text, or those of a list.
struct GivenValue {
    var texts: [GivenText]
    var origin: SettingOrigin
}

/// A text that stands for a value, and where it was found.
public struct GivenText: Hashable, Sendable {
    public var text: String
    public var origin: SettingOrigin

    public init(_ text: String, from origin: SettingOrigin) {
        self.text = text
        self.origin = origin
    }
}
