// SPDX-License-Identifier: Apache-2.0
import StreamAPI

extension ProtocolSchema {
    /// Every line that either side may send, by JSON Schema 2020-12.
    func jsonSchema() -> JSONText {
        let requests = MessageCatalogue.methods.map { ("request.\($0.name)", request($0)) }
        let results = MessageCatalogue.methods.map { ("response.\($0.name)", response($0)) }
        let notices = MessageCatalogue.notifications.map { ("notification.\($0.name)", notification($0)) }
        let lines: [(String, JSONText)] =
            [
                ("clientLine", ["anyOf": .list(requests.map { Self.reference($0.0) })]),
                (
                    "daemonLine",
                    ["anyOf": .list((notices + results).map { Self.reference($0.0) } + [Self.reference("errorReply")])]
                ),
            ] + requests + results + notices + [("errorReply", errorReply())]
        return [
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": .string("urn:tonus:protocol:\(Self.version)"),
            "title": .string("The socket protocol of tonusd, version \(Self.version)"),
            "description": """
            One line each way. Generated from Sources/StreamAPI by `make schema`: do not edit. Members that are not listed \
            are to be ignored: a later minor version may add some. x-unit is the unit of a number; "1" is one without.
            """,
            "anyOf": [Self.reference("clientLine"), Self.reference("daemonLine")],
            "$defs": .members(lines + types.map { ($0.name, $0.schema) }),
        ]
    }

    private static func reference(_ name: String) -> JSONText {
        ["$ref": .string("#/$defs/\(name)")]
    }

    private static func reference(_ type: Any.Type) -> JSONText { reference(SchemaDecoder.name(of: type)) }

    private static let jsonrpc = ("jsonrpc", ["const": .string(JSONRPC.version)] as JSONText)
    private static let requestID: JSONText = ["type": ["integer", "string", "null"]]

    private func request(_ method: MessageCatalogue.Method) -> JSONText {
        .members([
            ("type", "object"),
            (
                "properties",
                .members([
                    Self.jsonrpc, ("id", Self.requestID), ("method", ["const": .string(method.name)]),
                    ("params", Self.reference(method.params)),
                ])
            ),
            ("required", .strings(["jsonrpc", "method"] + (method.mayOmitParams ? [] : ["params"]))),
        ])
    }

    private func response(_ method: MessageCatalogue.Method) -> JSONText {
        [
            "type": "object",
            "properties": .members([
                Self.jsonrpc, ("id", Self.requestID), ("result", Self.reference(method.result)),
            ]),
            "required": ["jsonrpc", "id", "result"],
        ]
    }

    private func notification(_ notice: MessageCatalogue.Notice) -> JSONText {
        [
            "type": "object",
            "properties": .members([
                Self.jsonrpc, ("method", ["const": .string(notice.name)]), ("params", Self.reference(notice.params)),
            ]),
            "required": ["jsonrpc", "method", "params"],
        ]
    }

    private func errorReply() -> JSONText {
        [
            "type": "object",
            "properties": .members([Self.jsonrpc, ("id", Self.requestID), ("error", Self.reference(RPCError.self))]),
            "required": ["jsonrpc", "id", "error"],
        ]
    }

    /// The methods by OpenRPC 1.3, and beside them what it has no word for: lines that the daemon sends by itself.
    func openRPC() -> JSONText {
        let document: JSONText = [
            "openrpc": "1.3.2",
            "info": [
                "title": "tonusd",
                "version": .string(Self.version),
                "description": """
                JSON-RPC 2.0 over a Unix stream socket, one message a line; docs/socket-protocol.md says the rest. \
                Generated from Sources/StreamAPI by `make schema`: do not edit. x-notifications is an extension: what the \
                daemon sends by itself, each with its params.
                """,
                "license": ["name": "Apache-2.0"],
            ],
            "methods": .list(MessageCatalogue.methods.map(openRPC)),
            "x-notifications": .list(
                MessageCatalogue.notifications.map { notice in
                    [
                        "name": .string(notice.name),
                        "summary": .string(summary(of: notice.params)),
                        "params": Self.reference(notice.params),
                    ]
                }),
            "components": [
                "schemas": .members(types.map { ($0.name, $0.schema) }),
                "errors": .members(RPCError.Code.allCases.map { ("\($0)", error($0)) }),
            ],
        ]
        return document.pointing(from: "#/$defs/", to: "#/components/schemas/")
    }

    private func openRPC(_ method: MessageCatalogue.Method) -> JSONText {
        let name = SchemaDecoder.name(of: method.params)
        let codes = MessageCatalogue.commonErrors + method.errors
        return [
            "name": .string(method.name),
            "summary": .string(method.summary),
            "paramStructure": "by-name",
            "params": .list(
                types.first { $0.name == name }.map { parameters(of: $0.schema) } ?? []),
            "result": [
                "name": .string(SchemaDecoder.name(of: method.result)), "schema": Self.reference(method.result),
            ],
            "errors": .list(codes.map { ["$ref": .string("#/components/errors/\($0)")] }),
        ]
    }

    private func parameters(of schema: JSONText) -> [JSONText] {
        guard case .object(let properties) = schema["properties"] else { return [] }
        var required: [JSONText] = []
        if case .list(let names) = schema["required"] { required = names }
        // What explains a parameter stands beside its schema: before draft 2019-09 members beside a $ref were ignored.
        return properties.map { property in
            guard case .object(let keywords) = property.value else { return property.value }
            let isExplanation = { (keyword: JSONText.Member) in ["description", "x-unit"].contains(keyword.name) }
            let required = required.contains(.string(property.name))
            return .object(
                [JSONText.Member(name: "name", value: .string(property.name))] + keywords.filter(isExplanation)
                    + [
                        JSONText.Member(name: "required", value: .boolean(required)),
                        JSONText.Member(name: "schema", value: .object(keywords.filter { !isExplanation($0) })),
                    ])
        }
    }

    private func error(_ code: RPCError.Code) -> JSONText {
        [
            "code": .number(Double(code.rawValue)),
            "message": .string(comments.texts["RPCError.Code.\(code)"] ?? "\(code)"),
        ]
    }
}

extension JSONText {
    subscript(name: String) -> JSONText? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// The same with references that lead to another place.
    func pointing(from place: String, to other: String) -> JSONText {
        switch self {
        case .string, .number, .boolean: self
        case .list(let values): .list(values.map { $0.pointing(from: place, to: other) })
        case .object(let members):
            .object(
                members.map { member in
                    if member.name == "$ref", case .string(let target) = member.value, target.hasPrefix(place) {
                        Member(name: "$ref", value: .string(other + target.dropFirst(place.count)))
                    } else {
                        Member(name: member.name, value: member.value.pointing(from: place, to: other))
                    }
                })
        }
    }
}
