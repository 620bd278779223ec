// SPDX-License-Identifier: Apache-2.0
internal import StreamAPI

/// All that the tasks of a program and the client's own thread share.
struct ClientState {
    enum Phase {
        /// Nobody is connected, or not all subscriptions are made anew yet.
        case away
        case connected
        /// Nothing more comes: for a reason, or because the program closed the client.
        case ended(ClientError?)
    }

    struct Call {
        var reply: CheckedContinuation<[UInt8], any Error>
        var seconds: Double
        var deadline: Double
    }

    /// Events that wait for the program; the socket is not read while there are more.
    static let longestQueue = 512
    /// While a reply is awaited reading goes on up to here, since it may stand behind events (assumptions, both).
    static let longestQueueDuringCalls = 4096

    var phase = Phase.away
    var session = ClientSession()
    var outgoing: [UInt8] = []
    var calls: [Int64: Call] = [:]
    /// What came of a connection that is not whole yet; nil while one is.
    var held: [StreamEvent]?
    /// Resumed when the first connection stands, or cannot.
    var connecting: CheckedContinuation<Void, any Error>?
    private var events: [StreamEvent] = []
    private var firstEvent = 0
    private var readers: [Reader] = []

    private struct Reader {
        var id: UInt64
        /// When it no longer waits, seconds of the monotonic clock; nil: it waits for ever.
        var deadline: Double?
        var event: CheckedContinuation<StreamEvent?, any Error>
    }

    var queued: Int { events.count - firstEvent }

    var mayRead: Bool {
        queued < (calls.isEmpty ? Self.longestQueue : Self.longestQueueDuringCalls)
    }

    var isEnded: Bool { if case .ended = phase { true } else { false } }

    /// Hands events to the program, or keeps them for it.
    mutating func deliver(_ new: [StreamEvent]) {
        for event in new {
            if readers.isEmpty {
                events.append(event)
            } else {
                readers.removeFirst().event.resume(returning: event)
            }
        }
    }

    /// The next event of a subscription that was not ended meanwhile.
    mutating func takeEvent() -> StreamEvent? {
        while firstEvent < events.count {
            let event = events[firstEvent]
            firstEvent += 1
            if firstEvent == events.count || firstEvent >= Self.longestQueueDuringCalls {
                events.removeFirst(firstEvent)
                firstEvent = 0
            }
            if let number = event.subscription, session.subscriptions[number] == nil { continue }
            return event
        }
        return nil
    }

    /// Gives the next event to a reader, now or when it comes.
    mutating func read(_ id: UInt64, until deadline: Double?, _ reader: CheckedContinuation<StreamEvent?, any Error>) {
        if let event = takeEvent() { return reader.resume(returning: event) }
        switch phase {
        case .ended(let reason?): reader.resume(throwing: reason)
        case .ended(nil): reader.resume(returning: nil)
        case .away, .connected: readers.append(Reader(id: id, deadline: deadline, event: reader))
        }
    }

    /// The task of a reader was cancelled: for it the events end.
    mutating func cancelReader(_ id: UInt64) {
        guard let place = readers.firstIndex(where: { $0.id == id }) else { return }
        readers.remove(at: place).event.resume(returning: nil)
    }

    /// A call is over before its reply came.
    mutating func giveUp(_ id: Int64, _ error: any Error) {
        guard let call = calls.removeValue(forKey: id) else { return }
        session.abandon(id)
        call.reply.resume(throwing: error)
    }

    /// When somebody's patience ends next.
    var nextDeadline: Double? { (calls.values.map(\.deadline) + readers.compactMap(\.deadline)).min() }

    /// Ends what has waited long enough.
    mutating func expire(now: Double) {
        while let place = readers.firstIndex(where: { $0.deadline ?? .infinity <= now }) {
            readers.remove(at: place).event.resume(returning: nil)
        }
        for (id, call) in calls where call.deadline <= now { giveUp(id, ClientError.timedOut(seconds: call.seconds)) }
        if queued >= Self.longestQueueDuringCalls { for id in calls.keys { giveUp(id, ClientError.eventsUnread) } }
    }

    /// The connection is gone.
    mutating func lose(_ error: ClientError) {
        if case .connected = phase {
            phase = .away
            deliver([.disconnected(error)])
        }
        session.lose()
        outgoing = []
        held = nil
        for id in calls.keys { giveUp(id, ClientError.disconnected) }
    }

    /// Nothing more will come. The first reason stays.
    mutating func end(_ reason: ClientError?) {
        if isEnded { return }
        phase = .ended(reason)
        session.lose()
        held = nil
        if reason == nil {
            events = []
            firstEvent = 0
        }
        for id in calls.keys { giveUp(id, reason ?? ClientError.ended) }
        connecting?.resume(throwing: reason ?? ClientError.ended)
        connecting = nil
        for reader in readers {
            if let reason { reader.event.resume(throwing: reason) } else { reader.event.resume(returning: nil) }
        }
        readers = []
    }
}
