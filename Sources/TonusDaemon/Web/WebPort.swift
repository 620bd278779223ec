// SPDX-License-Identifier: Apache-2.0

/// Where the dashboard is served: at a port of this machine's own address, 127.0.0.1, or not at all.
public enum WebPort: Sendable, Hashable {
    case off
    /// `usual` where it is free, else one that the system chooses: several people's daemons may run on one machine.
    case automatic
    /// This one and no other, 1 to 65535.
    case fixed(Int)

    /// Of no service that IANA has registered (assumption: seldom in use).
    public static let usual = 8667

    /// As configured: "off", a port, or nothing.
    public init(setting: String?) {
        self = setting.map { $0 == "off" ? .off : Int($0).map(WebPort.fixed) ?? .automatic } ?? .automatic
    }
}
