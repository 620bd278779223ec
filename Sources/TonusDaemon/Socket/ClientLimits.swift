// SPDX-License-Identifier: Apache-2.0
import DaemonSettings

/// What the daemon bears from clients. Docs/socket-protocol.md, "Clients that read slowly", tells it to their authors.
struct ClientLimits: Sendable, Hashable {
    /// The most clients at once: half of the 1024 descriptors that a process may have by default.
    var clients = 512
    /// How much may wait in the daemon to be sent to one client, in bytes. Once so much waits, nothing more is written and
    /// no request of the client is read until three quarters of it have gone.
    var waitingBytes = 128 * 1024
    /// How long a client may take for those three quarters, in seconds, before it is closed (assumption: nobody reads what
    /// is half a minute old as live). So one that reads a byte a second is closed as one that reads nothing.
    var evictionSeconds = 30.0
    /// How long a client that is closed has to read what waits for it and why it is closed, in seconds (assumption).
    var farewellSeconds = 5.0
    /// How much may wait in the kernel for one client, in bytes: a second or so of a fast stream, not minutes of a slow
    /// one.
    var sendBufferBytes = 128 * 1024

    init() {}

    /// As configured; what cannot be configured is as it stands here.
    init(_ settings: ClientSettings) {
        clients = settings.limit
        waitingBytes = settings.waitingKiB * 1024
        evictionSeconds = Double(settings.evictionSeconds)
    }

    /// Where writing goes on.
    var lowWaitingBytes: Int { waitingBytes / 4 }
}
