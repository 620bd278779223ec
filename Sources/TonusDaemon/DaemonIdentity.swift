import PerineometerDriver
// SPDX-License-Identifier: Apache-2.0
import Perineometry
import StreamAPI

/// Who this run of the daemon is.
struct DaemonIdentity: Sendable {
    let daemon = Hello.Daemon(name: "tonusd", version: Release.version)
    /// Fresh at every start, so that a client notices a restart.
    let boot = String(UInt64.random(in: 1...UInt64.max), radix: 16)
    let started = HostClock.now()
    let simulated: Bool
}
