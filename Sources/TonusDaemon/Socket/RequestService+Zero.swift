// SPDX-License-Identifier: Apache-2.0
import Acquisition
import NIOCore
import PerineometerDriver
import Perineometry
import StreamAPI

extension RequestService {
    /// Zeroes a device by its last second, and replies when that holds: other requests are answered meanwhile.
    func zero(_ params: ZeroParams, id: RequestID?, client: ClientHandler) throws(RPCError) {
        let lane = try lane(of: params.device)
        guard lane.isOccupied else {
            throw RPCError(.notPossibleNow, "No perineometer is plugged in.", hint: "Plug it in, then ask again.")
        }
        guard !lane.isReplay else {
            throw RPCError(
                .notPossibleNow, "A recording is played; its zero is that of then.",
                hint: "Start tonusd without --replay.")
        }
        guard lane.device.state == "streaming", let run = lane.liveRun, let stretch = lane.timeline.current else {
            throw RPCError(
                .notPossibleNow, "The perineometer does not stream: it is \(lane.device.state).",
                hint: lane.device.hint ?? "Wait some seconds, then ask again.")
        }
        let zero: Zero
        do throws(ZeroRefusal) {
            zero = try Self.zero(params.state, of: run, now: lane.zero, base: stretch.base)
        } catch {
            throw RPCError(.notPossibleNow, error.message, hint: error.hint)
        }
        let isAccepted = lane.apply(zero) { [self] holds in
            if let id { reply(to: id, holds: holds, of: lane, client: client) }
        }
        guard isAccepted else {
            throw RPCError(
                .notPossibleNow, "Another zero is on its way.", hint: "Wait a second, then look at `zero` in status.")
        }
    }

    private static func zero(
        _ state: ZeroParams.State, of run: StreamRun, now: LaneZero, base: Int
    ) throws(ZeroRefusal) -> Zero {
        let temperature = run.temperature.celsius
        let zeroed: ZeroState =
            switch state {
            case .air: .air
            case .inSitu: .inSitu
            case .none: .none
            }
        guard zeroed != .none else {
            let last = try ZeroWindow.last(of: run.frames, now: HostClock.now())
            return Zero(state: .none, instant: last, temperatureCelsius: temperature)
        }
        let (mean, last) = try ZeroWindow.mean(
            of: run.frames, since: now.position - base, rateHertz: run.description.rateHertz, now: HostClock.now())
        return Zero(
            state: zeroed, offset: now.zero.offset + mean, instant: last, temperatureCelsius: temperature)
    }

    private func reply(to id: RequestID, holds: Bool, of lane: DeviceLane, client: ClientHandler) {
        var answer = ByteBuffer()
        let device = lane.device
        if holds, var zero = device.zero {
            // Paused since it asked.
            if client.isWithheld { zero.offset = nil }
            let result = ZeroResult(zero: zero, device: device.serial, simulated: device.simulated)
            publisher.messages.write(Response(id: id, result: result), to: &answer)
        } else {
            let error = RPCError(
                .notPossibleNow, "The perineometer went before it was zeroed.", hint: "Plug it in, then ask again.")
            publisher.messages.write(ErrorResponse(id: id, error: error), to: &answer)
        }
        client.deliver(answer)
    }
}
