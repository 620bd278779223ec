// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import StreamAPI

/// The part of a request that says what is asked, read from one line of whatever a client sent.
struct RequestHead: Decodable {
    var jsonrpc: String
    var id: RequestID?
    var method: String
    var hasParams: Bool

    private enum CodingKeys: CodingKey { case jsonrpc, id, method, params }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        jsonrpc = try container.decode(String.self, forKey: .jsonrpc)
        id = container.contains(.id) ? try container.decode(RequestID.self, forKey: .id) : nil
        method = try container.decode(String.self, forKey: .method)
        hasParams = container.contains(.params)
    }

    /// Why a line is no request, and the id to answer with: that of the request where it can be read, else null.
    struct Refusal: Error {
        var id: RequestID
        var error: RPCError
    }

    /// No request of the protocol nests deeper than 3. The limit also keeps clients away from a defect of Foundation 6.3,
    /// which traps where JSON is nested more than 512 deep and the error lies at the end of the text.
    static let nestingLimit = 16

    /// Reads a line.
    static func parse(_ bytes: Data, with decoder: JSONDecoder) throws(Refusal) -> RequestHead {
        guard nestsWithinLimit(bytes) else {
            throw Refusal(
                id: .null,
                error: RPCError(
                    .parseError, "The request is nested more than \(nestingLimit) deep.",
                    hint: "No request needs more than 3 levels."))
        }
        let head: RequestHead
        do {
            head = try decoder.decode(RequestHead.self, from: bytes)
        } catch DecodingError.dataCorrupted {
            throw Refusal(
                id: .null,
                error: RPCError(
                    .parseError, "The request is not JSON.",
                    hint: #"Send one JSON object a line, such as {"jsonrpc":"2.0","id":1,"method":"status"}."#))
        } catch {
            throw Refusal(
                id: legibleID(bytes, with: decoder),
                error: RPCError(
                    .invalidRequest, "The request is not a JSON-RPC 2.0 request object.",
                    hint: "It needs jsonrpc (\"2.0\"), method (a string) and id (a whole number or a string)."))
        }
        guard head.jsonrpc == JSONRPC.version else {
            throw Refusal(
                id: head.id ?? .null,
                error: RPCError(
                    .invalidRequest, "The member jsonrpc is \"\(head.jsonrpc.prefix(16))\".",
                    hint: "It must be \"2.0\"."))
        }
        return head
    }

    /// The id of a request that is otherwise unreadable, so that whoever waits for its reply gets one.
    private static func legibleID(_ bytes: Data, with decoder: JSONDecoder) -> RequestID {
        struct Identified: Decodable { var id: RequestID }
        return (try? decoder.decode(Identified.self, from: bytes))?.id ?? .null
    }

    private static func nestsWithinLimit(_ bytes: Data) -> Bool {
        var depth = 0
        var isInString = false
        var isEscaped = false
        for byte in bytes {
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isInString = true
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                depth += 1
                if depth > nestingLimit { return false }
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            default: break
            }
        }
        return true
    }
}
