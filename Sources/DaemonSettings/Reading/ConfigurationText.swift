// SPDX-License-Identifier: Apache-2.0

/// The text of a configuration, cleared for the YAML reader.
///
/// YAML can do more than a configuration needs, and some of it costs without bound: an alias of an alias of an alias stands
/// for more nodes than a machine has memory, and the reader recurses into whatever is nested. What is refused here is
/// refused by looking at bytes, before the reader sees any. Comments are taken out first, so that what they say is never
/// judged, and nothing that is taken out can reach the reader.
struct ConfigurationText {
    /// The largest file: some hundred times the example with all its comments (assumption).
    static let bytesLimit = 256 * 1024
    /// The most brackets and braces that may be opened in all: each may be inside the one before.
    static let bracketLimit = 64
    /// The deepest indentation in columns: each level needs at least one.
    static let indentLimit = 64

    /// Line feeds and all that is not a comment, where it was.
    let yaml: String

    init(_ bytes: [UInt8], path: String) throws(SettingFault) {
        guard bytes.count <= Self.bytesLimit else {
            throw SettingFault(
                .file(path, line: 0, column: 0), "The file has more than \(Self.bytesLimit / 1024) KiB.",
                hint: "Is it the right file? A configuration of tonusd takes one or two.")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Self.notUTF8(bytes, path: path)
        }
        var yaml = ""
        yaml.reserveCapacity(bytes.count)
        var brackets = 0
        for (index, line) in text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = Self.withoutComment(line)
            if let fault = Self.fault(in: line, line: index + 1, path: path, brackets: &brackets) { throw fault }
            if index > 0 { yaml += "\n" }
            yaml.unicodeScalars.append(contentsOf: line)
        }
        self.yaml = yaml
    }

    private typealias Line = Substring.UnicodeScalarView

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" || scalar == "\r" }

    /// A number sign may be inside quotes: where a line has quotes, its end is left to the reader.
    private static func withoutComment(_ line: Line) -> Line {
        if line.first(where: { !isBlank($0) }) == "#" { return line[line.startIndex..<line.startIndex] }
        guard !line.contains(where: { $0 == "\"" || $0 == "'" }) else { return line }
        var before: Unicode.Scalar = "x"
        for place in line.indices {
            if line[place] == "#", isBlank(before) { return line[line.startIndex..<place] }
            before = line[place]
        }
        return line
    }

    private static func fault(in line: Line, line number: Int, path: String, brackets: inout Int) -> SettingFault? {
        func fault(_ column: Int, _ message: String, hint: String) -> SettingFault {
            SettingFault(.file(path, line: number, column: column), message, hint: hint)
        }
        var before: Unicode.Scalar = " "
        var isIndent = true
        let isEmpty = line.allSatisfy(isBlank)
        for (index, scalar) in line.enumerated() {
            let column = index + 1
            switch scalar {
            case "\t" where isIndent && !isEmpty:
                return fault(column, "The line is indented with a tab.", hint: "Indent with spaces.")
            case "\t",
                "\u{FEFF}" where number == 1 && column == 1:
                break
            case "\r" where column == line.count: break
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                return fault(
                    column, "There is a control character, \(scalar.escaped(asASCII: true)).",
                    hint: "Take it out; a file of another kind, or with lines that end otherwise, cannot be read.")
            case "&", "*", "!":
                // Only at the beginning of a token do they mean anything; inside a word they are letters.
                guard
                    before.properties.isAlphabetic || ("0"..."9").contains(before)
                        || "_./-".unicodeScalars.contains(before)
                else {
                    return fault(
                        column,
                        "'\(scalar)' begins an anchor, an alias or a tag of YAML, which a configuration has not.",
                        hint: "Write the value out where it is wanted; a name cannot begin with '\(scalar)'.")
                }
            case "[", "{":
                brackets += 1
                guard brackets <= bracketLimit else {
                    return fault(
                        column, "The file opens more than \(bracketLimit) brackets and braces.",
                        hint: "A configuration needs few, and none inside another; compare with the example.")
                }
            default: break
            }
            if isIndent {
                isIndent = isBlank(scalar) || scalar == "-" || scalar == "?" || scalar == ":"
                guard !isIndent || column <= indentLimit || isEmpty else {
                    return fault(
                        column, "The line is indented by more than \(indentLimit) columns.",
                        hint: "A configuration has one level of sections; indent what is in them by two spaces.")
                }
            }
            before = scalar
        }
        return nil
    }

    private static func notUTF8(_ bytes: [UInt8], path: String) -> SettingFault {
        // The longest beginning that is valid; a character has at most 4 bytes.
        var (line, start) = (1, 0)
        for (index, lineBytes) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .enumerated()
        where String(validating: lineBytes, as: UTF8.self) == nil {
            (line, start) = (index + 1, lineBytes.startIndex)
            break
        }
        var column = 1
        var decoder = UTF8()
        var rest = bytes[start...].makeIterator()
        while case .scalarValue = decoder.decode(&rest) { column += 1 }
        return SettingFault(
            .file(path, line: line, column: column), "The text is not UTF-8.",
            hint: "Save the file as UTF-8; without accents and the like any encoding will do.")
    }
}
