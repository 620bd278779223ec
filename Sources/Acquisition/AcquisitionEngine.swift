// SPDX-License-Identifier: Apache-2.0
public import PerineometerDriver

/// What fills the lanes: perineometers that are plugged in, or a recording that is played.
public protocol AcquisitionEngine: AnyObject, Sendable {
    /// Runs until `stop`. Blocks the calling thread. When it returns all devices are released.
    func run() throws(TransportError)

    /// Makes `run` return soon. May be called from any thread, at any time.
    func stop()

    /// Whether every lane that serves a device now has real-time priority; false while none does.
    var isRealTime: Bool { get }

    /// Of every loop that must move for samples to flow. Each beats at least once a second while `run` runs, but where a
    /// device takes long to answer.
    var heartbeats: [Heartbeat] { get }

    /// Asks for a self-test of the device in a lane. Returns false where one is asked for already, or there is none to
    /// test; else the reply comes once, on another thread.
    func selfTest(lane number: Int, _ reply: @escaping SelfTestReply) -> Bool
}

extension AcquisitionLanes: AcquisitionEngine {}
