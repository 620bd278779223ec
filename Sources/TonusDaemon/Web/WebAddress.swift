// SPDX-License-Identifier: Apache-2.0

/// The dashboard's place, and by which names a browser may call it.
///
/// That a connection comes from this machine proves nothing: a page from elsewhere can make the browser send requests
/// here, by this address or by a name that its owner points here (DNS rebinding). Both lists are fixed and compared whole;
/// `Origin` is never compared with `Host`, which are both the other side's words.
struct WebAddress: Sendable, Hashable {
    static let interface = "127.0.0.1"

    let port: Int

    /// What stands before a path in the links that the daemon gives.
    var base: String { "http://\(Self.interface):\(port)" }

    /// The values of `Host` that are answered.
    var hosts: [String] {
        let names = [Self.interface, "localhost", "[::1]"]
        return names.map { "\($0):\(port)" } + (port == 80 ? names : [])
    }

    /// The values of `Origin` that may change something or listen.
    var origins: [String] { hosts.map { "http://\($0)" } }
}
