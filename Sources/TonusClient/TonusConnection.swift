// SPDX-License-Identifier: Apache-2.0
internal import FoundationEssentials
public import StreamAPI

/// A connection to tonusd. Blocking, for use by one thread.
///
///     let tonus = try TonusConnection(path: "/run/user/1000/tonus/tonus.sock")
///     try tonus.subscribe(SubscribeParams(streams: [.contractions]))
///     while let event = try tonus.next() { print(event) }
public final class TonusConnection {
    /// What the daemon said first.
    public let hello: Hello
    private let socket: LineSocket
    private var nextID: Int64 = 1
    /// Notifications that came while a reply was awaited.
    private var waiting: [StreamEvent] = []
    /// The daemon's last line, should it have said why it closes the connection.
    private var bye: Bye?
    private let decoder = JSONDecoder()
    private let encoder = JSONEncoder()

    /// How long a reply may take.
    public static let replySeconds = 5.0

    /// Connects and reads the daemon's greeting.
    public init(path: String) throws(ClientError) {
        socket = try LineSocket(path: path)
        guard let line = try socket.line(before: LineSocket.now() + Self.replySeconds) else {
            throw .timedOut(seconds: Self.replySeconds)
        }
        // Who is not let in is told why instead.
        if let error = try Self.decode(Envelope.self, from: line, with: decoder).error { throw .refused(error) }
        hello = try Self.decode(Notification<Hello>.self, from: line, with: decoder).params
        guard hello.protocol.major == ProtocolVersion.current.major else {
            throw .incompatible(daemon: hello.protocol)
        }
    }

    /// Calls a method and waits for its reply, `replySeconds` at most unless another time is given.
    public func call<Params: Codable & Sendable, Result: Codable & Sendable>(
        _ method: String, _ params: Params, as: Result.Type = Result.self, within seconds: Double = replySeconds
    ) throws(ClientError) -> Result {
        let id = RequestID.number(nextID)
        nextID += 1
        var line: [UInt8]
        do {
            line = Array(try encoder.encode(Request(id: id, method: method, params: params)))
        } catch {
            throw .malformed("the parameters of \(method): \(error)")
        }
        line.append(UInt8(ascii: "\n"))
        try send(line)
        let deadline = LineSocket.now() + seconds
        while let reply = try self.line(before: deadline) {
            let envelope = try Self.decode(Envelope.self, from: reply, with: decoder)
            if let method = envelope.method {
                waiting.append(try event(method: method, line: reply))
            } else if let error = envelope.error, envelope.id == id || envelope.id == .null {
                throw .refused(error)
            } else if envelope.id == id {
                return try Self.decode(Response<Result>.self, from: reply, with: decoder).result
            }
        }
        throw .timedOut(seconds: seconds)
    }

    public func status(within seconds: Double = replySeconds) throws(ClientError) -> Status {
        try call(Status.method, NoParams(), within: seconds)
    }

    @discardableResult
    public func subscribe(_ params: SubscribeParams) throws(ClientError) -> SubscribeResult {
        try call(SubscribeParams.method, params)
    }

    @discardableResult
    public func unsubscribe(_ subscription: Int) throws(ClientError) -> UnsubscribeResult {
        try call(UnsubscribeParams.method, UnsubscribeParams(subscription: subscription))
    }

    /// The next notification, or nil where none came within `seconds` (nil waits for ever).
    public func next(within seconds: Double? = nil) throws(ClientError) -> StreamEvent? {
        if !waiting.isEmpty { return waiting.removeFirst() }
        while let line = try nextLine(within: seconds) {
            let envelope = try Self.decode(Envelope.self, from: line, with: decoder)
            if let method = envelope.method { return try event(method: method, line: line) }
        }
        return nil
    }

    /// The next line as it came, for programs that pass it on, or nil where none came within `seconds`.
    public func nextLine(within seconds: Double? = nil) throws(ClientError) -> [UInt8]? {
        try line(before: seconds.map { LineSocket.now() + $0 })
    }

    private func line(before deadline: Double?) throws(ClientError) -> [UInt8]? {
        do throws(ClientError) {
            return try socket.line(before: deadline)
        } catch {
            throw explained(error)
        }
    }

    private func send(_ line: [UInt8]) throws(ClientError) {
        do throws(ClientError) {
            try socket.send(line)
        } catch {
            throw explained(error)
        }
    }

    /// The end of the connection, with its reason where the daemon told it.
    private func explained(_ error: ClientError) -> ClientError {
        if case .closed = error, let bye { return .dismissed(bye) }
        return error
    }

    private func event(method: String, line: [UInt8]) throws(ClientError) -> StreamEvent {
        switch method {
        case Samples.method: .samples(try params(line))
        case ContractionMessage.method: .contraction(try params(line))
        case RestMessage.method: .rest(try params(line))
        case GapMessage.method: .gap(try params(line))
        case LagMessage.method: .lag(try params(line))
        case DeviceMessage.method: .device(try params(line))
        case ConsentMessage.method: .consent(try params(line))
        case WithheldMessage.method: .withheld(try params(line))
        case RoleMessage.method: .role(try params(line))
        case Bye.method: .bye(remember(try params(line)))
        default: .other(method: method)
        }
    }

    private func remember(_ bye: Bye) -> Bye {
        self.bye = bye
        return bye
    }

    private func params<Params: Codable & Sendable>(_ line: [UInt8]) throws(ClientError) -> Params {
        try Self.decode(Notification<Params>.self, from: line, with: decoder).params
    }

    private static func decode<Message: Decodable>(
        _ type: Message.Type, from line: [UInt8], with decoder: JSONDecoder
    ) throws(ClientError) -> Message {
        do {
            return try decoder.decode(type, from: Data(line))
        } catch {
            throw .malformed(String(decoding: line.prefix(80), as: UTF8.self))
        }
    }
}
