// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import StreamAPI
import TonusClient

/// Prints events as the daemon's messages, one a line, for programs.
enum EventLine {
    static func print(_ event: StreamEvent) {
        switch event {
        case .samples(let message): print(message, Samples.method)
        case .contraction(let message): print(message, ContractionMessage.method)
        case .rest(let message): print(message, RestMessage.method)
        case .gap(let message): print(message, GapMessage.method)
        case .lag(let message): print(message, LagMessage.method)
        case .device(let message): print(message, DeviceMessage.method)
        case .devices(let message): print(message, DevicesMessage.method)
        case .consent(let message): print(message, ConsentMessage.method)
        case .coach(let message): print(message, CoachMessage.method)
        case .session(let message): print(message, SessionMessage.method)
        case .withheld(let message): print(message, WithheldMessage.method)
        case .role(let message): print(message, RoleMessage.method)
        case .bye(let message): print(message, Bye.method)
        case .other(_, let line): printLine(line)
        // The daemon's greeting says by its boot whether indices count from 0 again.
        case .reconnected(let seam), .restarted(let seam): print(seam.hello, Hello.method)
        case .disconnected(let reason): printError("tonus: \(reason.message) Waiting for it to come back.\n")
        }
    }

    private static func print(_ params: some Codable & Sendable, _ method: String) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        guard let line = try? encoder.encode(Notification(method: method, params: params)) else { return }
        printLine(Array(line))
    }
}
