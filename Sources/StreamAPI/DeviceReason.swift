// SPDX-License-Identifier: Apache-2.0

/// Why a perineometer is in its state, for programs that say it in another language than the daemon does.
public enum DeviceReason: String, Codable, Sendable, CaseIterable {
    /// No perineometer is plugged in.
    case notPluggedIn
    /// It was unplugged.
    case unplugged
    /// The operating system refuses access to it.
    case accessDenied
    /// Another program uses it.
    case busy
    /// It refused what it was asked.
    case requestRefused
    /// It did not answer.
    case noAnswer
    /// It stopped sending.
    case silent
    /// The system could not reach it, by the system's own name for why.
    case linkFailed
    /// What it says of itself arrived damaged.
    case pageDamaged
    /// It does not seem to be a perineometer.
    case notPerineometer
    /// Its firmware speaks a newer protocol than this daemon.
    case newerFirmware
    /// Its firmware speaks an older protocol than this daemon.
    case olderFirmware
    /// Its firmware contradicts itself or the protocol, which only its maker can mend.
    case faultyFirmware
    /// It sends something else than it was set to.
    case layoutChanged
    /// It is being tested (`device.selfTest`).
    case selfTest
    /// The recording that is played is over.
    case recordingOver
    /// The daemon is stopping.
    case stopping
}
