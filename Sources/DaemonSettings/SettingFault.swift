// SPDX-License-Identifier: Apache-2.0

/// Where a value comes from.
public enum SettingOrigin: Hashable, Sendable {
    /// Nobody set it.
    case standard
    /// A place in a file: line and column count from 1, columns in Unicode scalars; 0 for the file as a whole.
    case file(String, line: Int, column: Int)
    case environment(String)
    case flag(String)
}

extension SettingOrigin: CustomStringConvertible {
    public var description: String {
        switch self {
        case .standard: "default"
        case .file(let path, line: 0, column: _): path
        case .file(let path, let line, let column): "\(path):\(line):\(column)"
        case .environment(let name): name
        case .flag(let name): name
        }
    }
}

/// What is wrong with a setting: the place, the thing with its value, and the remedy.
public struct SettingFault: Error, Hashable, Sendable {
    public var origin: SettingOrigin
    public var message: String
    public var hint: String

    public init(_ origin: SettingOrigin, _ message: String, hint: String) {
        self.origin = origin
        self.message = Self.onOneLine(message)
        self.hint = Self.onOneLine(hint)
    }

    /// A value may be anything, and messages go to a log of lines.
    private static func onOneLine(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    }

    /// A value as a message shows it: on one line, no longer than that takes.
    static func quoted(_ text: String) -> String {
        var shown = ""
        for scalar in text.unicodeScalars.prefix(60) {
            shown += scalar.properties.generalCategory == .control ? scalar.escaped(asASCII: true) : String(scalar)
        }
        return "'\(shown)\(text.unicodeScalars.count > 60 ? "…" : "")'"
    }
}

extension SettingFault: CustomStringConvertible {
    public var description: String { "\(origin): \(message)\n  \(hint)" }
}

/// All that is wrong, in the order of the sources: nobody should have to mend one fault to learn of the next.
public struct SettingFaults: Error, Hashable, Sendable {
    public var faults: [SettingFault]

    public init(_ faults: [SettingFault]) { self.faults = faults }
}

extension SettingFaults: CustomStringConvertible {
    public var description: String { faults.map(\.description).joined(separator: "\n") }
}
