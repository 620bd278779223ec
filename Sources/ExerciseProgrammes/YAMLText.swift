// SPDX-License-Identifier: Apache-2.0
public import GuidedExercise
import Yams

extension TextNode {
    /// Programmes are short; a longer file is none (assumption).
    public static let longestYAML = 256 * 1024

    /// Reads YAML. It ends on any bytes, in time and memory that the text's length bounds: anchors and aliases, by which a
    /// short text stands for a huge one, are refused.
    ///
    /// - Throws: `ProgrammeFaults` with the place at which the text is no YAML.
    public init(yaml bytes: some Collection<UInt8>) throws(ProgrammeFaults) {
        let start = TextPlace(line: 1, column: 1)
        guard bytes.count <= Self.longestYAML else {
            throw Self.fault(
                start, "the file has \(bytes.count) bytes", "a programme has at most \(Self.longestYAML)")
        }
        guard let text = String(validating: bytes, as: UTF8.self), !text.utf8.contains(0) else {
            throw Self.fault(start, "the file is no UTF-8 text", "save it as UTF-8")
        }
        if let place = Self.anchor(in: text) {
            throw Self.fault(
                place, "anchors and aliases (& and *) are not used in programmes",
                "write the value out, or put text that begins so in quotes")
        }
        let node: Node?
        do {
            node = try Yams.compose(yaml: text)
        } catch let error as YamlError {
            throw Self.fault(of: error)
        } catch {
            throw Self.fault(start, "the file is no YAML", "see docs/programmes.md")
        }
        guard let node else { throw Self.fault(start, "the file is empty", "see docs/programmes.md") }
        var faults: [ProgrammeFault] = []
        self = Self.convert(node, depth: 0, from: start, &faults)
        if !faults.isEmpty { throw ProgrammeFaults(faults) }
    }

    private static func fault(_ place: TextPlace, _ message: String, _ remedy: String) -> ProgrammeFaults {
        ProgrammeFaults([ProgrammeFault(at: place, message, remedy: remedy)])
    }

    private static func fault(of error: YamlError) -> ProgrammeFaults {
        let remedy = "look at the indentation, the colons and the quotes of this line and the one before"
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let whole = context.map { "\($0.text) \(problem)" } ?? problem
            return fault(TextPlace(line: mark.line, column: mark.column), "this is no YAML: \(whole)", remedy)
        case .duplicatedKeysInMapping(let duplicates, let context):
            let keys = duplicates.prefix(5).joined(separator: ", ")
            return fault(
                TextPlace(line: context.mark.line, column: context.mark.column),
                "a key stands twice: \(keys)", "keep one of the two")
        default:
            return fault(TextPlace(line: 1, column: 1), "this is no YAML", remedy)
        }
    }

    /// Deeper than any programme's parts.
    private static let deepest = 12

    private static func convert(
        _ node: Node, depth: Int, from parent: TextPlace, _ faults: inout [ProgrammeFault]
    ) -> TextNode {
        let place = node.mark.map { TextPlace(line: $0.line, column: $0.column) } ?? parent
        guard depth < deepest else {
            if faults.isEmpty {
                faults.append(
                    ProgrammeFault(
                        at: place, "the parts are nested too deeply", remedy: "see docs/programmes.md"))
            }
            return TextNode(.scalar(""), at: place)
        }
        switch node {
        case .scalar(let scalar): return TextNode(.scalar(scalar.string), at: place)
        case .sequence(let sequence):
            return TextNode(
                .list(sequence.map { convert($0, depth: depth + 1, from: place, &faults) }), at: place)
        case .mapping(let mapping):
            let entries = mapping.map { key, value in
                let keyPlace = key.mark.map { TextPlace(line: $0.line, column: $0.column) } ?? place
                return TextEntry(
                    key: key.scalar?.string ?? "?", at: keyPlace,
                    value: convert(value, depth: depth + 1, from: keyPlace, &faults))
            }
            return TextNode(.map(entries), at: place)
        case .alias: return TextNode(.scalar(""), at: place)
        }
    }

    /// Where a value begins with & or *; nil where none does.
    private static func anchor(in text: String) -> TextPlace? {
        var (line, column) = (1, 0)
        // At the start of a line, and after what a value may follow.
        var mayBegin = true
        for byte in text.utf8 {
            column += 1
            switch byte {
            case UInt8(ascii: "\n"):
                (line, column) = (line + 1, 0)
                mayBegin = true
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): break
            case UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: ","),
                UInt8(ascii: "?"):
                mayBegin = true
            case UInt8(ascii: "&"), UInt8(ascii: "*"):
                if mayBegin { return TextPlace(line: line, column: column) }
            default: mayBegin = false
            }
        }
        return nil
    }
}

extension YamlError.Context {
    fileprivate var text: String { description.split(separator: "\n").first.map(String.init) ?? "" }
}
