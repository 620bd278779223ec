// SPDX-License-Identifier: Apache-2.0
internal import FoundationEssentials
internal import StreamAPI

/// Reads and writes lines of the protocol.
struct MessageLines {
    private let decoder = JSONDecoder()
    private let encoder = JSONEncoder()

    /// The daemon's first line.
    func greeting(_ line: [UInt8]) throws(ClientError) -> Hello {
        let envelope = try decode(Envelope.self, from: line)
        if let error = envelope.error { throw .refused(error) }
        let hello = try decode(Notification<Hello>.self, from: line).params
        guard hello.protocol.major == ProtocolVersion.current.major else { throw .incompatible(daemon: hello.protocol) }
        return hello
    }

    /// A request with its line feed.
    func request(
        id: RequestID?, method: String, params: some Codable & Sendable
    ) throws(ClientError) -> [UInt8] {
        do {
            return Array(try encoder.encode(Request(id: id, method: method, params: params))) + [UInt8(ascii: "\n")]
        } catch {
            throw .malformed("the parameters of \(method): \(error)")
        }
    }

    /// What a notification says. A word of a later version makes it one that is not known: all else of it may depend on
    /// that word (docs/protocol-evolution.md).
    func event(method: String, line: [UInt8]) throws(ClientError) -> StreamEvent {
        do {
            return try known(method: method, line: Data(line)) ?? .other(method: method, line: line)
        } catch DecodingError.dataCorrupted(let context) where !context.codingPath.isEmpty {
            return .other(method: method, line: line)
        } catch {
            throw Self.malformed(line)
        }
    }

    private func known(method: String, line: Data) throws -> StreamEvent? {
        switch method {
        case Samples.method: .samples(try params(line))
        case ContractionMessage.method: .contraction(try params(line))
        case RestMessage.method: .rest(try params(line))
        case GapMessage.method: .gap(try params(line))
        case LagMessage.method: .lag(try params(line))
        case DeviceMessage.method: .device(try params(line))
        case DevicesMessage.method: .devices(try params(line))
        case ConsentMessage.method: .consent(try params(line))
        case CoachMessage.method: .coach(try params(line))
        case SessionMessage.method: .session(try params(line))
        case WithheldMessage.method: .withheld(try params(line))
        case RoleMessage.method: .role(try params(line))
        case Bye.method: .bye(try params(line))
        default: nil
        }
    }

    private func params<Params: Codable & Sendable>(_ line: Data) throws -> Params {
        try decoder.decode(Notification<Params>.self, from: line).params
    }

    func decode<Message: Decodable>(_ type: Message.Type, from line: [UInt8]) throws(ClientError) -> Message {
        do {
            return try decoder.decode(type, from: Data(line))
        } catch {
            throw Self.malformed(line)
        }
    }

    private static func malformed(_ line: [UInt8]) -> ClientError {
        .malformed(String(decoding: line.prefix(80), as: UTF8.self))
    }
}
