// SPDX-License-Identifier: Apache-2.0
internal import StreamAPI

/// A subscription that outlives the connection it was made on. It stays with its perineometer, by serial number, so that
/// nobody sees another person's pressure because of a restart.
struct LastingSubscription {
    /// What the program asked for.
    let asked: SubscribeParams
    private(set) var device: String?
    var cursor = StreamCursor()
    /// The place where the connection was lost, to come back to after an attempt that came to nothing.
    private var mark: StreamCursor?

    init(_ params: SubscribeParams) { asked = params }

    /// The client always asks for it, to know the perineometer.
    var wantsDevice: Bool { asked.streams.contains(.device) }

    /// Parameters for a connection to a daemon whose host time is `now`.
    mutating func params(now: Double, restarted: Bool, isFirst: Bool) -> SubscribeParams {
        var params = asked
        params.device = asked.device ?? device
        if !wantsDevice, isKept { params.streams.append(.device) }
        if isFirst { return params }
        if restarted {
            cursor = StreamCursor()
            // All that the new daemon has is new to us.
            params.lookback = ProtocolLimits.lookbackSeconds
        } else {
            params.lookback = cursor.resume(now: now) ?? asked.lookback
        }
        if asked.delivery == .latest || !isKept { params.lookback = nil }
        return params
    }

    /// Whether it has a stream of which the daemon keeps the last two minutes.
    private var isKept: Bool { asked.streams.contains { [.samples, .contractions, .rest].contains($0) } }

    /// The daemon granted it, for a perineometer.
    mutating func settle(device granted: String?) {
        guard let granted else { return }
        if let device, device != granted { cursor = StreamCursor() }
        device = granted
    }

    /// Where the cable was pulled and another probe came, it goes on with that one.
    mutating func follow(_ description: DeviceDescription) { device = description.serial ?? device }

    mutating func lose() { mark = mark ?? cursor }
    mutating func rewind() { if let mark { cursor = mark } }
    mutating func keep() { mark = nil }
}
