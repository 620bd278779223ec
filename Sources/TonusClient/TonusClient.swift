// SPDX-License-Identifier: Apache-2.0
internal import Dispatch
public import StreamAPI
internal import Synchronization

/// A client of tonusd that outlives it: when the connection is lost, it connects again with growing waits, makes every
/// subscription anew, and tells what was missed.
///
///     let tonus = try await TonusClient.connect()
///     try await tonus.subscribe(SubscribeParams(streams: [.contractions]))
///     for try await event in tonus.events { print(event) }
///
/// Of the events that the program does not read a bounded number is kept; then the socket stays unread, the daemon keeps two
/// minutes, and `lag` tells what was dropped. While events are unread a call may not get its reply: read them in one task,
/// call in another.
public final class TonusClient: Sendable {
    private let loop: ClientLoop
    private let replySeconds: Double

    private init(_ loop: ClientLoop, replySeconds: Double) {
        self.loop = loop
        self.replySeconds = replySeconds
    }

    deinit { loop.close() }

    /// Connects and reads the daemon's greeting.
    ///
    /// - Parameters:
    ///   - path: the socket; nil: as docs/socket-protocol.md says, "Transport".
    ///   - backOff: how to connect again when the daemon goes away; nil: do not, let the events end with an error.
    ///   - replySeconds: how long a reply may take, where a call names no other time.
    /// - Returns: a client that is connected.
    /// - Throws: a `ClientError`; at this first time nothing is tried again.
    public static func connect(
        to path: String? = nil, backOff: BackOff? = BackOff(), replySeconds: Double = 5
    ) async throws -> TonusClient {
        let loop = try ClientLoop(path: DaemonSocket.path(given: path), backOff: backOff, replySeconds: replySeconds)
        let client = TonusClient(loop, replySeconds: replySeconds)
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (connecting: CheckedContinuation<Void, any Error>) in
                loop.state.withLock { state in
                    if Task.isCancelled { return connecting.resume(throwing: CancellationError()) }
                    state.connecting = connecting
                }
                DispatchQueue(label: "tonus-client").async { loop.run() }
            }
        } onCancel: {
            loop.close()
        }
        return client
    }

    /// The daemon's latest greeting.
    public var hello: Hello {
        guard let hello = loop.state.withLock({ $0.session.hello }) else { preconditionFailure("connect() reads it") }
        return hello
    }

    /// All events of all subscriptions as they come; `subscription` tells them apart. They end when the client is closed or
    /// the task is cancelled, and throw what ended the client for good. Each event goes to one reader.
    public var events: Events { Events(client: self) }

    /// The next event, for programs with a clock of their own; nil where none came within `seconds`, or the client was
    /// closed. Otherwise as `events`.
    public func next(within seconds: Double) async throws -> StreamEvent? { try await loop.nextEvent(within: seconds) }

    /// Ends the connection; events that wait are gone. So does letting go of the client.
    public func close() { loop.close() }

    /// Calls a method. Nothing is ever sent twice.
    ///
    /// - Parameters:
    ///   - method: its name.
    ///   - params: its parameters.
    ///   - type: of the result.
    ///   - seconds: how long the reply may take; nil: as `connect` said.
    /// - Returns: what the daemon answered.
    /// - Throws: `ClientError.disconnected` where the connection is away or was lost meanwhile, `.timedOut`, `.refused`,
    ///   `.eventsUnread`, `.ended`; `CancellationError`.
    public func call<Params: Codable & Sendable, Result: Codable & Sendable>(
        _ method: String, _ params: Params, as type: Result.Type = Result.self, within seconds: Double? = nil
    ) async throws -> Result {
        precondition(
            method != SubscribeParams.method && method != UnsubscribeParams.method,
            "use subscribe() and unsubscribe(), which survive the loss of a connection")
        let line = try await ask(seconds) { session throws(ClientError) in try session.request(method, params) }
        return try MessageLines().decode(Response<Result>.self, from: line).result
    }

    public func status() async throws -> Status { try await call(Status.method, NoParams()) }

    /// Subscribes. The number in the result is the client's own, and stays the same when the connection is made anew.
    /// Throws as `call`.
    @discardableResult
    public func subscribe(_ params: SubscribeParams, within seconds: Double? = nil) async throws -> SubscribeResult {
        let numbered = Mutex(0)
        let line = try await ask(seconds) { session throws(ClientError) in
            let (id, line, number) = try session.subscribe(params)
            numbered.withLock { $0 = number }
            return (id, line)
        }
        var result = try MessageLines().decode(Response<SubscribeResult>.self, from: line).result
        result.subscription = numbered.withLock { $0 }
        result.streams = params.streams
        return result
    }

    /// Ends a subscription; nothing of it comes any more. Throws as `call`, but not where it went with the connection.
    public func unsubscribe(_ subscription: Int, within seconds: Double? = nil) async throws {
        guard let here = loop.state.withLock({ $0.session.forget(subscription) }) else { return }
        let params = UnsubscribeParams(subscription: here)
        do {
            _ = try await ask(seconds) { session throws(ClientError) in
                try session.request(UnsubscribeParams.method, params)
            }
        } catch ClientError.disconnected {}
    }

    private func ask(
        _ seconds: Double?,
        _ request: @Sendable (inout ClientSession) throws(ClientError) -> (id: Int64, line: [UInt8])
    ) async throws -> [UInt8] {
        let seconds = seconds ?? replySeconds
        let asked = Mutex<Int64?>(nil)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { reply in
                loop.state.withLock { state in
                    if Task.isCancelled { return reply.resume(throwing: CancellationError()) }
                    switch state.phase {
                    case .away: return reply.resume(throwing: ClientError.disconnected)
                    case .ended(let reason): return reply.resume(throwing: reason ?? ClientError.ended)
                    case .connected: break
                    }
                    do throws(ClientError) {
                        let (id, line) = try request(&state.session)
                        asked.withLock { $0 = id }
                        state.outgoing += line
                        let deadline = LineSocket.now() + seconds
                        state.calls[id] = ClientState.Call(reply: reply, seconds: seconds, deadline: deadline)
                    } catch {
                        reply.resume(throwing: error)
                    }
                }
                loop.wake()
            }
        } onCancel: {
            loop.state.withLock { state in
                if let id = asked.withLock({ $0 }) { state.giveUp(id, CancellationError()) }
            }
        }
    }

    /// The events of a client.
    public struct Events: AsyncSequence, Sendable {
        public typealias Element = StreamEvent
        fileprivate let client: TonusClient

        public func makeAsyncIterator() -> Iterator { Iterator(client: client) }

        public struct Iterator: AsyncIteratorProtocol, Sendable {
            // The client, not its loop: a program that only reads events may have let go of everything else.
            fileprivate let client: TonusClient

            public func next() async throws -> StreamEvent? { try await client.loop.nextEvent() }
        }
    }
}

extension ClientLoop {
    private static let readerNumber = Atomic<UInt64>(0)

    fileprivate func nextEvent(within seconds: Double? = nil) async throws -> StreamEvent? {
        let deadline = seconds.map { LineSocket.now() + $0 }
        let id = Self.readerNumber.add(1, ordering: .relaxed).newValue
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { reader in
                let mustLook = state.withLock { state in
                    guard !Task.isCancelled else {
                        reader.resume(returning: nil)
                        return false
                    }
                    let couldRead = state.mayRead
                    state.read(id, until: deadline, reader)
                    return deadline != nil || (state.mayRead && !couldRead)
                }
                if mustLook { wake() }
            }
        } onCancel: {
            state.withLock { $0.cancelReader(id) }
        }
    }
}
