// SPDX-License-Identifier: Apache-2.0
import Foundation
import StreamAPI

/// The types of the protocol as JSON Schema, for the two documents that are published.
struct ProtocolSchema {
    let comments: SourceComments
    /// All named types, by name.
    let types: [(name: String, schema: JSONText)]
    /// What a reader would miss: members without a description or a unit. Empty, or a test fails.
    let omissions: [String]

    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    static let version = "\(ProtocolVersion.current.major).\(ProtocolVersion.current.minor)"

    init() throws {
        comments = try SourceComments(
            folders: ["StreamAPI", "Perineometry"].map { Self.root.appendingPathComponent("Sources/\($0)") })
        let asked = SchemaDecoder.Findings()
        for method in MessageCatalogue.methods { try Self.describe(method.params, into: asked) }
        let findings = SchemaDecoder.Findings()
        for method in MessageCatalogue.methods {
            try Self.describe(method.params, into: findings)
            try Self.describe(method.result, into: findings)
        }
        for notice in MessageCatalogue.notifications { try Self.describe(notice.params, into: findings) }
        try Self.describe(RPCError.self, into: findings)

        var writer = TypeWriter(comments: comments)
        let objects = findings.objects.sorted { $0.key < $1.key }.map { name, members in
            (name, writer.object(name, members))
        }
        let enumerations = findings.enumerations.sorted { $0.key < $1.key }.map { name, values in
            (name, writer.enumeration(name, values, isClosed: asked.enumerations[name] != nil))
        }
        types = objects + enumerations
        omissions = Set(writer.omissions + findings.faults).sorted()
    }

    private static func describe(_ type: any (Codable & Sendable).Type, into findings: SchemaDecoder.Findings) throws {
        func describe<Message: Codable & Sendable>(_ type: Message.Type) throws {
            _ = try SchemaDecoder.describe(type, into: findings)
        }
        try describe(type)
    }

    /// What the sources say of a type.
    func summary(of type: Any.Type) -> String { comments.texts[SchemaDecoder.name(of: type)] ?? "" }
}

/// Writes the schema of one type after another, and notes what they lack.
struct TypeWriter {
    let comments: SourceComments
    private(set) var omissions: [String] = []

    init(comments: SourceComments) { self.comments = comments }

    mutating func object(_ name: String, _ members: [SchemaDecoder.Member]) -> JSONText {
        var schema: [(String, JSONText)] = [("type", "object")]
        if let text = comments.texts[name] {
            schema.append(("description", .string(text)))
        } else {
            omissions.append("\(name) has no description: write a documentation comment before it")
        }
        let properties = members.map { ($0.name, member($0)) }
        if !properties.isEmpty { schema.append(("properties", .members(properties))) }
        let required = members.filter(\.isRequired).map(\.name)
        if !required.isEmpty { schema.append(("required", .strings(required))) }
        return .members(schema)
    }

    /// A parameter has the words that the daemon understands; of what the daemon says, a later minor version may add some.
    mutating func enumeration(_ name: String, _ values: [String], isClosed: Bool) -> JSONText {
        var schema: [(String, JSONText)] = []
        if let text = comments.texts[name] {
            schema.append(("description", .string(text)))
        } else {
            omissions.append("\(name) has no description: write a documentation comment before it")
        }
        let explained = values.compactMap { value in
            comments.texts["\(name).\(value)"].map { (value, JSONText.string($0)) }
        }
        if !explained.isEmpty { schema.append(("x-values", .members(explained))) }
        let words = JSONText.strings(values)
        return .members(schema).adding(isClosed ? ["type": "string", "enum": words] : Self.open(words))
    }

    private static func open(_ words: JSONText) -> JSONText {
        ["anyOf": [["enum": words], ["type": "string", "description": "A word of a later minor version."]]]
    }

    private mutating func member(_ member: SchemaDecoder.Member) -> JSONText {
        let path = "\(member.owner).\(member.name)"
        var schema: [(String, JSONText)] = []
        if let text = comments.texts[MemberFacts.documentation(of: member)] {
            schema.append(("description", .string(text)))
        } else {
            omissions.append("\(path) has no description: write a documentation comment before it")
        }
        if let unit = MemberFacts.unit(of: member) {
            if member.shape.isNumeric { schema.append(("x-unit", .string(unit))) }
        } else if member.shape.isNumeric {
            omissions.append("\(path) has no unit: add it to MemberFacts")
        }
        let words = MemberFacts.words(of: member).map { Self.open(.strings($0)) }
        let bounds = MemberFacts.bounds(of: member)
        return .members(schema).adding(Self.keywords(member.shape, words: words).replacing(with: bounds))
    }

    private static func keywords(_ shape: SchemaDecoder.Shape, words: JSONText?) -> JSONText {
        switch shape {
        case .boolean: ["type": "boolean"]
        case .number: ["type": "number"]
        case .string: words ?? ["type": "string"]
        case .integer(let range):
            switch range {
            case nil: ["type": "integer"]
            case .some(let range) where range.upperBound.isFinite:
                ["type": "integer", "minimum": .number(range.lowerBound), "maximum": .number(range.upperBound)]
            case .some: ["type": "integer", "minimum": 0]
            }
        case .named(let name): ["$ref": .string("#/$defs/\(name)")]
        case .list(let element): ["type": "array", "items": keywords(element, words: words)]
        case .nullable(let inner): ["anyOf": [keywords(inner, words: words), ["type": "null"]]]
        }
    }
}

extension SchemaDecoder.Shape {
    var isNumeric: Bool {
        switch self {
        case .integer, .number: true
        case .list(let inner), .nullable(let inner): inner.isNumeric
        case .boolean, .string, .named: false
        }
    }
}

extension JSONText {
    /// An object with the members of another instead of its own of the same name.
    func replacing(with other: JSONText) -> JSONText {
        guard case .object(let own) = self, case .object(let more) = other else { return self }
        let kept = own.filter { member in !more.contains { $0.name == member.name } }
        return .object(kept + more)
    }
}
