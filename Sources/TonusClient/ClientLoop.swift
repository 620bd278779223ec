// SPDX-License-Identifier: Apache-2.0
internal import StreamAPI
internal import Synchronization

/// The client's own thread: it alone touches the socket, connects, and connects anew.
final class ClientLoop: Sendable {
    let state = Mutex(ClientState())
    private let wakePipe: WakePipe
    private let path: String
    private let backOff: BackOff?
    private let replySeconds: Double

    init(path: String, backOff: BackOff?, replySeconds: Double) throws(ClientError) {
        self.path = path
        self.backOff = backOff
        self.replySeconds = replySeconds
        wakePipe = try WakePipe()
    }

    /// To be called when there is something to send, or room for events.
    func wake() { wakePipe.wake() }

    func close() {
        state.withLock { $0.end(nil) }
        wake()
    }

    /// Runs until the client is closed, gives up, or meets a daemon that it does not understand.
    func run() {
        var lostAt = LineSocket.now()
        var attempt = 0
        var isFirst = true
        while true {
            var heldUntil: Double?
            do throws(ClientError) {
                let socket = try LineSocket(path: path)
                try establish(on: socket, lostAt: lostAt)
                isFirst = false
                heldUntil = LineSocket.now()
                try pump(socket) { _ in false }
                return  // closed
            } catch {
                let now = LineSocket.now()
                if let connectedAt = heldUntil {
                    lostAt = now
                    // After a connection that held so long, waiting begins with the shortest wait again (assumption).
                    if now - connectedAt >= Self.steadySeconds { attempt = 0 }
                }
                state.withLock { $0.lose(error) }
                guard !isFirst, let backOff, error.mayPass,
                    now - lostAt <= backOff.giveUpAfterSeconds ?? .infinity
                else { return state.withLock { $0.end(error) } }
                let deadline = now + backOff.delay(attempt: attempt)
                attempt += 1
                while LineSocket.now() < deadline {
                    let (isEnded, next) = state.withLock { ($0.isEnded, $0.nextDeadline) }
                    if isEnded { return }
                    let until = min(deadline, next ?? deadline)
                    _ = wakePipe.wait(for: nil, receiving: false, sending: false, until: until)
                    state.withLock { $0.expire(now: LineSocket.now()) }
                }
            }
        }
    }

    private static let steadySeconds = 10.0

    /// Greets, makes every subscription anew, and only then lets the program have what came meanwhile.
    private func establish(on socket: LineSocket, lostAt: Double) throws(ClientError) {
        let deadline = LineSocket.now() + replySeconds
        var greeting: [UInt8]?
        while greeting == nil {
            greeting = try socket.takeLine()
            if greeting != nil { break }
            guard LineSocket.now() < deadline else { throw .timedOut(seconds: replySeconds) }
            if state.withLock({ $0.isEnded }) { throw .ended }
            if wakePipe.wait(for: socket.descriptor, receiving: true, sending: false, until: deadline).mayReceive {
                try socket.receive()
            }
        }
        let line = greeting ?? []
        let (waiting, restarted, readUntil) = try locked { state throws(ClientError) in
            let restarted = try state.session.greet(line)
            let readUntil = state.session.readUntil
            let requests = try state.session.resubscribe(restarted: restarted)
            state.outgoing = requests.flatMap(\.line)
            state.held = []
            return (Set(requests.map(\.id)), restarted, readUntil)
        }
        var open = waiting
        try pump(socket, deadline: deadline) { (reply: Int64?) in
            if let reply { open.remove(reply) }
            return open.isEmpty
        }
        state.withLock { state in
            guard !state.isEnded, let hello = state.session.hello else { return }
            state.session.keep()
            state.phase = .connected
            if let first = state.connecting {
                state.connecting = nil
                first.resume()
            } else {
                let seam = Seam(hello: hello, awaySeconds: LineSocket.now() - lostAt, readUntil: readUntil)
                state.deliver([restarted ? .restarted(seam) : .reconnected(seam)])
            }
            state.deliver(state.held ?? [])
            state.held = nil
        }
    }

    private func locked<Result: Sendable>(
        _ body: (inout ClientState) throws(ClientError) -> Result
    ) throws(ClientError) -> Result {
        let result = state.withLock { state in
            Swift.Result<Result, ClientError> { () throws(ClientError) in try body(&state) }
        }
        return try result.get()
    }

    /// Sends and receives until `isDone`, which is told the id of each reply that no call waits for, or until the client is
    /// closed.
    private func pump(
        _ socket: LineSocket, deadline: Double? = nil, until isDone: (Int64?) -> Bool
    ) throws(ClientError) {
        if isDone(nil) { return }
        while true {
            while let line = try socket.takeLine() {
                if let reply = try take(line), isDone(reply) { return }
            }
            let (wishes, next) = state.withLock { state in
                let next = state.nextDeadline
                let receiving = state.mayRead && state.held?.count ?? 0 < ClientState.longestQueueDuringCalls
                return (state.isEnded ? nil : (receiving, !state.outgoing.isEmpty), next)
            }
            guard let (receiving, sending) = wishes else {
                if deadline != nil { throw .ended }
                return
            }
            let until = [deadline, next].compactMap { $0 }.min()
            let ready = wakePipe.wait(
                for: socket.descriptor, receiving: receiving, sending: sending, until: until)
            if ready.maySend {
                let bytes = state.withLock { $0.outgoing }
                let count = try socket.sendSome(bytes)
                state.withLock { $0.outgoing.removeFirst(count) }
            }
            if ready.mayReceive { try socket.receive() }
            let now = LineSocket.now()
            state.withLock { $0.expire(now: now) }
            if let deadline, now >= deadline { throw .timedOut(seconds: replySeconds) }
        }
    }

    /// Takes a line; the id of a reply that no call waits for.
    private func take(_ line: [UInt8]) throws(ClientError) -> Int64? {
        try locked { state throws(ClientError) in
            let received = try state.session.receive(line)
            state.outgoing += state.session.takeOutgoing()
            switch received {
            case .events(let events):
                if state.held == nil { state.deliver(events) } else { state.held? += events }
                if case .bye(let bye)? = events.last { throw .dismissed(bye) }
                return nil
            case .reply(let id, let result):
                guard let call = state.calls.removeValue(forKey: id) else {
                    _ = try result.get()
                    return id
                }
                call.reply.resume(with: result.mapError { $0 as any Error })
                return nil
            }
        }
    }
}

extension ClientError {
    /// Whether another attempt may come to something.
    fileprivate var mayPass: Bool {
        switch self {
        case .incompatible, .ended: false
        // Too slow for a while: that may be over. Who was sent away otherwise does not come back by itself.
        case .dismissed(let bye): bye.reason == Bye.Reason.evicted.rawValue
        default: true
        }
    }
}
