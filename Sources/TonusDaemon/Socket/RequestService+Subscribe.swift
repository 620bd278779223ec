// SPDX-License-Identifier: Apache-2.0
import Acquisition
import DeviceProtocol
import Perineometry
import StreamAPI

extension RequestService {
    /// Grants a subscription, or finds the one that was granted to the same request before.
    func subscribe(_ params: SubscribeParams, client: ClientHandler) throws(RPCError) -> (SubscribeResult, DeviceLane) {
        try check(params)
        if let (id, lane) = try client.subscription(repeating: params) { return (result(params, id: id, lane), lane) }
        let lane = try lane(of: params.device)
        try check(rate: params.rate, raw: params.raw ?? false, deviceRate: lane.rate)
        return (result(params, id: try client.subscribe(params, lane: lane), lane), lane)
    }

    private func result(_ params: SubscribeParams, id: Int, _ lane: DeviceLane) -> SubscribeResult {
        SubscribeResult(
            subscription: id, streams: params.streams, channels: params.channels ?? [],
            delivery: params.delivery ?? .every, lookback: params.lookback ?? 0,
            rate: lane.rate.map { min($0, params.rate.flatMap { Int(exactly: $0) } ?? $0) }, raw: params.raw ?? false,
            device: lane.device.serial, key: params.key)
    }

    /// Checks what does not depend on a device.
    private func check(_ params: SubscribeParams) throws(RPCError) {
        guard !params.streams.isEmpty else {
            throw RPCError(
                .invalidParams, "streams is empty.",
                hint: "Name at least one of \(StreamName.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        let channels = params.channels ?? []
        if let channel = channels.first(where: { !(0..<Channel.limit).contains($0) }) {
            throw RPCError(
                .invalidParams, "channels contains \(channel).",
                hint: "Channels are numbered from 0 to \(Channel.limit - 1); status tells which the probe has.")
        }
        guard Set(channels).count == channels.count else {
            throw RPCError(.invalidParams, "channels names a channel twice.", hint: "Name each channel once.")
        }
        let lookback = params.lookback ?? 0
        guard (0...ProtocolLimits.lookbackSeconds).contains(lookback) else {
            throw RPCError(
                .invalidParams, "lookback is \(lookback) s.",
                hint: "Ask for 0 to \(Int(ProtocolLimits.lookbackSeconds)) s.")
        }
        if lookback > 0, params.delivery == .latest {
            throw RPCError(
                .invalidParams, "delivery \"latest\" cannot look back.",
                hint: "Use delivery \"every\", or leave lookback out.")
        }
        if let key = params.key, !(1...ProtocolLimits.keyBytes).contains(key.utf8.count) {
            throw RPCError(
                .invalidParams, "key has \(key.utf8.count) bytes.",
                hint: "Use 1 to \(ProtocolLimits.keyBytes) bytes, or leave key out.")
        }
    }

    private func check(rate: Double?, raw: Bool, deviceRate: Int?) throws(RPCError) {
        guard let rate else { return }
        // Where nothing has streamed yet, the fastest device that there may be.
        let limit = deviceRate ?? Capabilities.rateRangeHertz.upperBound
        guard let whole = Int(exactly: rate), (1...limit).contains(whole) else {
            throw RPCError(
                .invalidParams, "rate is \(rate) samples a second.",
                hint: "Ask for a whole number from 1 to \(limit)"
                    + (deviceRate == nil ? "." : ", the device's own rate, or leave rate out."))
        }
        guard !raw || whole == limit else {
            throw RPCError(
                .invalidParams, "raw counts cannot be sent at a rate of \(whole) samples a second.",
                hint: "Filtered counts are no counts: leave rate out, or raw.")
        }
    }
}
