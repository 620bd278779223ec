// SPDX-License-Identifier: Apache-2.0
import Perineometry

/// Watches for a device that is open but sends nothing, and says what to do about it, harsher with time.
///
/// Pure: it is told the time. What it asks for is asked once for each silence.
struct StallWatchdog {
    /// What is due. Each step comes once, in this order, for as long as the silence lasts.
    enum Step: Int {
        /// To be told; nothing is done yet.
        case stalled
        /// The transfers are to be taken back and sent anew: harmless to the device.
        case restartTransfers
        /// The device is to be reset on its bus: it loses what it had queued.
        case resetDevice
        /// The device is to be closed and opened anew.
        case hopeless
    }

    private var lastPacket: HostTime
    /// The time that the newest packet covers; nil before the first.
    private var packetSeconds: Double?
    private var next: Step? = .stalled

    /// - Parameter now: when the device was told to start.
    init(now: HostTime) { lastPacket = now }

    /// A device that sends nothing for three packet periods has stalled: one packet can be damaged and one late.
    static let periodLimit = 3.0
    /// But never sooner than this (assumption): so long the two threads that a packet passes through may wait for a
    /// processor on a busy machine without real-time priority, and a probe must not look broken for that.
    static let leastSeconds = 0.05
    /// The first packet may take longer (assumption): a device fills its packet and starts its converter first.
    static let firstPacketSeconds = 0.5
    /// From the stall to each remedy (assumption): most interruptions are over before the first, and a person who
    /// watches should not wait longer than a few breaths for the last.
    static let restartSeconds = 0.25
    static let resetSeconds = 1.0
    static let hopelessSeconds = 3.0

    /// Packets came off the wire, the newest of which covers `packetSeconds`.
    mutating func packetsArrived(at time: HostTime, packetSeconds: Double) {
        lastPacket = time
        self.packetSeconds = packetSeconds
        next = .stalled
    }

    /// Returns the next step if it is due.
    mutating func due(now: HostTime) -> Step? {
        guard let step = next, silentSeconds(now) >= delay(of: step) else { return nil }
        next = Step(rawValue: step.rawValue + 1)
        return step
    }

    /// Milliseconds until the next step can be due, from 1 to 1000.
    func milliseconds(from now: HostTime) -> Int32 {
        guard let next else { return 1000 }
        let left = delay(of: next) - silentSeconds(now)
        return Int32(min(max((left * 1000).rounded(.up), 1), 1000))
    }

    func silentSeconds(_ now: HostTime) -> Double { max(0, now.seconds - lastPacket.seconds) }

    private func delay(of step: Step) -> Double {
        let stalled = packetSeconds.map { max(Self.periodLimit * $0, Self.leastSeconds) } ?? Self.firstPacketSeconds
        return switch step {
        case .stalled: stalled
        case .restartTransfers: stalled + Self.restartSeconds
        case .resetDevice: stalled + Self.resetSeconds
        case .hopeless: stalled + Self.hopelessSeconds
        }
    }
}
