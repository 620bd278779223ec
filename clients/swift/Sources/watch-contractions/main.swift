// SPDX-License-Identifier: Apache-2.0
import StreamAPI
import TonusClient

let tonus = try await TonusClient.connect()
print(tonus.hello.simulated ? "SIMULATED: no body is involved" : "live")
try await tonus.subscribe(SubscribeParams(streams: [.contractions]))
for try await event in tonus.events {
    switch event {
    case .contraction(let message) where message.final: print(message.kind, message.peak, tonus.hello.unit)
    case .disconnected, .restarted: print("tonusd went away or came back; this goes on")
    default: break
    }
}
