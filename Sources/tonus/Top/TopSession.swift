// SPDX-License-Identifier: Apache-2.0
import StreamAPI
import TonusClient

/// The connection behind `tonus top`: one subscription, kept up across restarts of the daemon.
struct TopSession {
    var state: TopState
    private let connection: ConnectionOptions
    private var tonus: TonusConnection?
    private var subscription: Int?
    /// Nil for the first that is plugged in.
    private var serial: String?

    init(connection: ConnectionOptions, serial: String?, state: TopState) {
        self.connection = connection
        self.serial = serial
        self.state = state
    }

    var isConnected: Bool { tonus != nil }

    /// Nothing is drawn while a reply is awaited, and no old value may stand there as if it were live.
    private static let statusReplySeconds = 0.2
    private static let replySeconds = 1.0

    mutating func begin(_ tonus: TonusConnection) throws(ClientError) {
        subscription = try subscribe(tonus)
        self.tonus = tonus
        state.begin(tonus.hello)
    }

    private func subscribe(_ tonus: TonusConnection) throws(ClientError) -> Int {
        let params = SubscribeParams(
            streams: [.samples, .contractions, .device], delivery: .every, lookback: Trace.seconds, device: serial)
        return try tonus.call(
            SubscribeParams.method, params, as: SubscribeResult.self, within: Self.replySeconds
        ).subscription
    }

    /// Takes what comes until an instant of the monotonic clock, and what is there by then.
    mutating func read(until due: Double) throws(ClientError) {
        try surviving { tonus, state throws(ClientError) in
            // A daemon that sends faster than this terminal can read must not keep it from drawing.
            var afterwards = 2000
            while afterwards > 0 {
                let left = due - Monotonic.seconds()
                if left <= 0 { afterwards -= 1 }
                guard let event = try tonus.next(within: max(0, left)) else { return }
                state.take(event, now: Monotonic.seconds())
            }
        }
    }

    mutating func askStatus() throws(ClientError) {
        try surviving { tonus, state throws(ClientError) in
            do throws(ClientError) {
                state.take(try tonus.status(within: Self.statusReplySeconds))
            } catch .timedOut {
                // It comes later, is not waited for, and the next one is asked for in its time.
            }
        }
    }

    /// Shows the perineometer after this one, of those that have been seen.
    mutating func showNext() throws(ClientError) {
        let known = state.status?.devices.compactMap(\.description.serial) ?? []
        guard known.count > 1 else { return }
        let place = state.device?.serial.flatMap { known.firstIndex(of: $0) } ?? -1
        serial = known[(place + 1) % known.count]
        state.showOther()
        let old = subscription
        try surviving { tonus, _ throws(ClientError) in
            if let old {
                _ = try tonus.call(
                    UnsubscribeParams.method, UnsubscribeParams(subscription: old), as: UnsubscribeResult.self,
                    within: Self.replySeconds)
            }
            // What came before the reply is of the one before.
            while try tonus.next(within: 0) != nil {}
        }
        guard let tonus else { return }
        do throws(ClientError) {
            subscription = try subscribe(tonus)
        } catch {
            switch error {
            case .disconnected, .dismissed, .timedOut: lose()
            default: throw error
            }
        }
    }

    /// Tries once to connect again.
    mutating func reconnect() throws(ClientError) {
        do throws(ClientError) {
            guard let tonus = try connection.reconnect() else { return }
            try begin(tonus)
        } catch {
            switch error {
            case .disconnected, .dismissed, .timedOut: lose()
            // A daemon that was restarted has not seen the probe yet.
            case .refused: break
            default: throw error
            }
        }
    }

    private mutating func surviving(
        _ body: (TonusConnection, inout TopState) throws(ClientError) -> Void
    ) throws(ClientError) {
        guard let tonus else { return }
        do throws(ClientError) {
            try body(tonus, &state)
        } catch {
            switch error {
            case .disconnected, .dismissed, .timedOut: lose()
            default: throw error
            }
        }
    }

    private mutating func lose() {
        if tonus != nil { state.end(now: Monotonic.seconds()) }
        tonus = nil
        subscription = nil
    }
}
