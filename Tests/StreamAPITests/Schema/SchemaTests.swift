// SPDX-License-Identifier: Apache-2.0
import Foundation
import StreamAPI
import Testing

/// Holds docs/schema to the types. `make schema` sets TONUS_WRITE_SCHEMA, and then the documents are written instead.
@Suite struct SchemaTests {
    private let schema: ProtocolSchema

    init() throws { schema = try ProtocolSchema() }

    private func published(_ document: JSONText, as kind: String) throws {
        let file = ProtocolSchema.root.appendingPathComponent(
            "docs/schema/tonus-\(ProtocolSchema.version).\(kind).json")
        let text = document.text() + "\n"
        if ProcessInfo.processInfo.environment["TONUS_WRITE_SCHEMA"] == "1" {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            return try text.write(to: file, atomically: true, encoding: .utf8)
        }
        let committed = try String(contentsOf: file, encoding: .utf8)
        let firstDifference = zip(committed.split(separator: "\n"), text.split(separator: "\n")).first { $0 != $1 }
        #expect(
            committed == text,
            "run `make schema`: \(file.lastPathComponent) differs from the types at \(String(describing: firstDifference))"
        )
    }

    @Test func theSchemaIsThatOfTheTypes() throws { try published(schema.jsonSchema(), as: "schema") }

    @Test func theMethodsAreThoseOfTheTypes() throws { try published(schema.openRPC(), as: "openrpc") }

    @Test func everyMemberHasADescriptionAndEveryNumberAUnit() {
        for omission in schema.omissions { Issue.record("\(omission)") }
    }

    @Test func everyMessageIsInTheCatalogue() {
        let listed = MessageCatalogue.methods.map(\.name) + MessageCatalogue.notifications.map(\.name)
        #expect(schema.comments.methods.sorted() == listed.sorted(), "add it to MessageCatalogue")
    }

    @Test func everyErrorIsSaidOfSomeMethodOrOfTheConnection() {
        let said = MessageCatalogue.commonErrors + MessageCatalogue.methods.flatMap(\.errors) + [.tooManyClients]
        #expect(Set(said) == Set(RPCError.Code.allCases))
        for code in RPCError.Code.allCases { #expect(schema.comments.texts["RPCError.Code.\(code)"] != nil, "\(code)") }
    }
}

/// What the documents are made of.
@Suite struct SchemaDecoderTests {
    private struct Message: Codable {
        enum Word: String, Codable, CaseIterable { case yes, no }
        var always: Double
        var sometimes: UInt64?
        var words: [Word]
        var column: [Double?]
    }

    @Test func itNotesWhatIsRequiredAndOfWhichType() throws {
        let findings = SchemaDecoder.Findings()
        _ = try SchemaDecoder.describe(Message.self, into: findings)
        let members = try #require(findings.objects[SchemaDecoder.name(of: Message.self)])
        #expect(members.map(\.name) == ["always", "sometimes", "words", "column"])
        #expect(members.map(\.isRequired) == [true, false, true, true])
        #expect(
            members.map(\.shape) == [
                .number, .integer(0...(.infinity)), .list(.named(SchemaDecoder.name(of: Message.Word.self))),
                .list(.nullable(.number)),
            ])
        #expect(findings.enumerations.values.first == ["yes", "no"])
    }

    @Test func aDictionaryIsNoDescription() throws {
        let findings = SchemaDecoder.Findings()
        _ = try SchemaDecoder.describe([String: Int].self, into: findings)
        #expect(!findings.faults.isEmpty)
    }

    @Test func membersBesideOthersBelongToTheTypeThatDocumentsThem() throws {
        let findings = SchemaDecoder.Findings()
        _ = try SchemaDecoder.describe(DeviceMessage.self, into: findings)
        let members = try #require(findings.objects["DeviceMessage"])
        #expect(members.first { $0.name == "subscription" }?.owner == "DeviceMessage")
        #expect(members.first { $0.name == "serial" }?.owner == "DeviceDescription")
    }

    @Test func commentsAreFoundByWhatTheyStandBefore() {
        let comments = SourceComments(
            source: """
                /// Outer.
                public struct A: Codable {
                    public static let method = "a.do"
                    /// First line
                    /// and second.
                    ///
                    /// More.
                    public var member: Int
                    /// Inner.
                    public enum B: String {
                        /// A word.
                        case word
                    }
                    public init(member: Int) {
                        /// Not a member's.
                        var local = 1
                    }
                    public var bare: Int
                }
                public enum OtherMethod {
                    public static let word = "other.word"
                }
                """)
        #expect(
            comments.texts == [
                "A": "Outer.", "A.member": "First line and second.", "A.B": "Inner.", "A.B.word": "A word.",
            ])
        #expect(comments.methods == ["a.do", "other.word"])
    }
}
