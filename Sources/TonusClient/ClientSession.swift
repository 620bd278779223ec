// SPDX-License-Identifier: Apache-2.0
internal import StreamAPI

/// What a client knows: requests under way on this connection, subscriptions that outlive it. It touches no socket.
struct ClientSession {
    enum Received {
        case events([StreamEvent])
        /// The line with the result of a request, or why it was refused.
        case reply(id: Int64, Result<[UInt8], ClientError>)
    }

    private struct Grant {
        var number: Int
        /// Nil where it was granted before, on another connection.
        var new: LastingSubscription?
    }

    private(set) var hello: Hello?
    /// By the numbers that the program knows.
    private(set) var subscriptions: [Int: LastingSubscription] = [:]
    /// The program's numbers by the daemon's, on this connection.
    private var numbers: [Int: Int] = [:]
    /// The subscriptions that requests under way are for; nil for other requests.
    private var asked: [Int64: Grant?] = [:]
    /// Requests whose reply nobody waits for any more.
    private var abandoned: Set<Int64> = []
    private var nextID: Int64 = 1
    private var nextNumber = 1
    private var boot: String?
    private let lines = MessageLines()
    /// Lines that have to be sent because of what was received.
    private(set) var outgoing: [UInt8] = []

    /// Reads the greeting of a new connection; true where the daemon was started anew since the last that held.
    mutating func greet(_ line: [UInt8]) throws(ClientError) -> Bool {
        let greeting = try lines.greeting(line)
        hello = greeting
        for number in subscriptions.keys { subscriptions[number]?.rewind() }
        return boot != nil && boot != greeting.boot
    }

    /// The new connection is whole: what came on it counts as seen.
    mutating func keep() {
        boot = hello?.boot
        for number in subscriptions.keys { subscriptions[number]?.keep() }
    }

    /// The connection is gone, and what was under way on it.
    mutating func lose() {
        for number in subscriptions.keys { subscriptions[number]?.lose() }
        numbers = [:]
        asked = [:]
        abandoned = []
        outgoing = []
    }

    /// Up to which instant each subscription was read.
    var readUntil: [Int: Double] { subscriptions.compactMapValues(\.cursor.readUntil) }

    mutating func request(
        _ method: String, _ params: some Codable & Sendable
    ) throws(ClientError) -> (id: Int64, line: [UInt8]) {
        let id = nextID
        let line = try lines.request(id: .number(id), method: method, params: params)
        nextID += 1
        asked[id] = .some(nil)
        return (id, line)
    }

    /// Asks for a new subscription. It is granted when its reply goes through `receive`.
    mutating func subscribe(_ params: SubscribeParams) throws(ClientError) -> (id: Int64, line: [UInt8], number: Int) {
        let number = nextNumber
        nextNumber += 1
        var subscription = LastingSubscription(params)
        let params = subscription.params(now: 0, restarted: false, isFirst: true)
        let (id, line) = try request(SubscribeParams.method, params)
        asked[id] = Grant(number: number, new: subscription)
        return (id, line, number)
    }

    /// Asks for all subscriptions anew, on a new connection.
    mutating func resubscribe(restarted: Bool) throws(ClientError) -> [(id: Int64, line: [UInt8])] {
        var requests: [(id: Int64, line: [UInt8])] = []
        for number in subscriptions.keys.sorted() {
            guard var subscription = subscriptions[number] else { continue }
            let now = hello?.clock.hostTime ?? 0
            let params = subscription.params(now: now, restarted: restarted, isFirst: false)
            let (id, line) = try request(SubscribeParams.method, params)
            subscriptions[number] = subscription
            asked[id] = Grant(number: number, new: nil)
            requests.append((id, line))
        }
        return requests
    }

    /// Forgets a subscription; its number on this connection, or nil where the daemon does not have it.
    mutating func forget(_ number: Int) -> Int? {
        subscriptions[number] = nil
        guard let here = numbers.first(where: { $0.value == number })?.key else { return nil }
        numbers[here] = nil
        return here
    }

    /// Nobody waits for a reply any more; should it grant a subscription, that is taken back.
    mutating func abandon(_ id: Int64) { if asked[id] != nil { abandoned.insert(id) } }

    mutating func takeOutgoing() -> [UInt8] {
        defer { outgoing = [] }
        return outgoing
    }

    /// What a line means. Throws what ends the connection.
    mutating func receive(_ line: [UInt8]) throws(ClientError) -> Received {
        let envelope = try lines.decode(Envelope.self, from: line)
        if let method = envelope.method { return .events(try events(method: method, line: line)) }
        guard case .number(let id)? = envelope.id else {
            throw envelope.error.map(ClientError.refused) ?? .malformed("a reply to no request")
        }
        guard let purpose = asked.removeValue(forKey: id) else { return .events([]) }
        let isAbandoned = abandoned.remove(id) != nil
        if let error = envelope.error { return isAbandoned ? .events([]) : .reply(id: id, .failure(.refused(error))) }
        if let grant = purpose {
            let result = try lines.decode(Response<SubscribeResult>.self, from: line).result
            guard !isAbandoned, var granted = subscriptions[grant.number] ?? grant.new else {
                let params = UnsubscribeParams(subscription: result.subscription)
                outgoing += try lines.request(id: nil, method: UnsubscribeParams.method, params: params)
                return isAbandoned ? .events([]) : .reply(id: id, .success(line))
            }
            granted.settle(device: result.device)
            subscriptions[grant.number] = granted
            numbers[result.subscription] = grant.number
        }
        return isAbandoned ? .events([]) : .reply(id: id, .success(line))
    }

    private mutating func events(method: String, line: [UInt8]) throws(ClientError) -> [StreamEvent] {
        if method == Hello.method { return [] }
        let event = try lines.event(method: method, line: line)
        guard let here = event.subscription else { return [event] }
        guard let number = numbers[here], var subscription = subscriptions[number] else { return [] }
        let named = event.naming(number)
        var admitted: [StreamEvent] = []
        if case .device(let message) = named {
            subscription.follow(message.device)
            if subscription.wantsDevice { admitted = [named] }
        } else {
            admitted = subscription.cursor.admit(named)
        }
        subscriptions[number] = subscription
        return admitted
    }
}

extension StreamEvent {
    /// The same under another number.
    fileprivate func naming(_ number: Int) -> StreamEvent {
        func named<Message>(_ message: Message, _ path: WritableKeyPath<Message, Int>) -> Message {
            var message = message
            message[keyPath: path] = number
            return message
        }
        return switch self {
        case .samples(let message): .samples(named(message, \.subscription))
        case .contraction(let message): .contraction(named(message, \.subscription))
        case .rest(let message): .rest(named(message, \.subscription))
        case .gap(let message): .gap(named(message, \.subscription))
        case .lag(let message): .lag(named(message, \.subscription))
        case .device(let message): .device(named(message, \.subscription))
        case .devices(let message): .devices(named(message, \.subscription))
        case .consent(let message): .consent(named(message, \.subscription))
        case .coach(let message): .coach(named(message, \.subscription))
        case .session(let message): .session(named(message, \.subscription))
        case .withheld, .role, .bye, .other, .disconnected, .reconnected, .restarted: self
        }
    }
}
