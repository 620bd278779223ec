// SPDX-License-Identifier: Apache-2.0
public import StreamAPI

/// One connection to tonusd. Blocking, for use by one thread; `TonusClient` is for programs that outlive the daemon.
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
    private let lines = MessageLines()

    /// How long a reply may take.
    public static let replySeconds = 5.0

    /// Connects and reads the daemon's greeting.
    public init(path: String) throws(ClientError) {
        socket = try LineSocket(path: path)
        guard let line = try socket.line(before: LineSocket.now() + Self.replySeconds) else {
            throw .timedOut(seconds: Self.replySeconds)
        }
        hello = try lines.greeting(line)
    }

    /// Calls a method and waits for its reply, `replySeconds` at most unless another time is given.
    public func call<Params: Codable & Sendable, Result: Codable & Sendable>(
        _ method: String, _ params: Params, as: Result.Type = Result.self, within seconds: Double = replySeconds
    ) throws(ClientError) -> Result {
        let id = RequestID.number(nextID)
        nextID += 1
        try send(lines.request(id: id, method: method, params: params))
        let deadline = LineSocket.now() + seconds
        while let reply = try self.line(before: deadline) {
            let envelope = try lines.decode(Envelope.self, from: reply)
            if let method = envelope.method {
                waiting.append(try event(method: method, line: reply))
            } else if let error = envelope.error, envelope.id == id || envelope.id == .null {
                throw .refused(error)
            } else if envelope.id == id {
                return try lines.decode(Response<Result>.self, from: reply).result
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
            let envelope = try lines.decode(Envelope.self, from: line)
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
        if case .disconnected = error, let bye { return .dismissed(bye) }
        return error
    }

    private func event(method: String, line: [UInt8]) throws(ClientError) -> StreamEvent {
        let event = try lines.event(method: method, line: line)
        if case .bye(let bye) = event { self.bye = bye }
        return event
    }
}
