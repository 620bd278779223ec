// SPDX-License-Identifier: Apache-2.0

/// JSON-RPC 2.0: every message says so.
public enum JSONRPC {
    public static let version = "2.0"
}

/// The id by which a client knows the reply to its request: a number, a string, or null where the request could not be
/// read.
public enum RequestID: Hashable, Sendable, Codable {
    case number(Int64)
    case string(String)
    case null

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let number = try? container.decode(Int64.self) {
            self = .number(number)
        } else {
            self = .string(try container.decode(String.self))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .number(let number): try container.encode(number)
        case .string(let string): try container.encode(string)
        case .null: try container.encodeNil()
        }
    }
}

/// A request from a client. Without an id it is a JSON-RPC notification, which gets no reply.
public struct Request<Params: Codable & Sendable>: Codable, Sendable {
    public var jsonrpc = JSONRPC.version
    public var id: RequestID?
    public var method: String
    public var params: Params?

    public init(id: RequestID?, method: String, params: Params?) {
        self.id = id
        self.method = method
        self.params = params
    }
}

/// Parameters of a method that takes none; members that come all the same are ignored.
public struct NoParams: Codable, Sendable {
    public init() {}
}

/// A successful reply.
public struct Response<Result: Codable & Sendable>: Codable, Sendable {
    public var jsonrpc = JSONRPC.version
    public var id: RequestID
    public var result: Result

    public init(id: RequestID, result: Result) {
        self.id = id
        self.result = result
    }
}

/// A reply that says what went wrong.
public struct ErrorResponse: Codable, Sendable {
    public var jsonrpc = JSONRPC.version
    public var id: RequestID
    public var error: RPCError

    public init(id: RequestID, error: RPCError) {
        self.id = id
        self.error = error
    }
}

/// A message of the daemon that nobody asked for.
public struct Notification<Params: Codable & Sendable>: Codable, Sendable {
    public var jsonrpc = JSONRPC.version
    public var method: String
    public var params: Params

    public init(method: String, params: Params) {
        self.method = method
        self.params = params
    }
}

/// The part of any message that tells what it is.
public struct Envelope: Decodable, Sendable {
    public var jsonrpc: String?
    public var id: RequestID?
    public var method: String?
    public var error: RPCError?
}
