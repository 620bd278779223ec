// SPDX-License-Identifier: Apache-2.0

/// Why a device could not be reached or went away. Every case has a remedy for the person at the machine.
public enum TransportError: Error, Hashable, Sendable {
    /// The device left the bus.
    case disconnected
    /// The operating system refuses access to the device node.
    case accessDenied(location: String)
    /// Another program has claimed the device.
    case busy(location: String)
    /// The device refused a request (STALL).
    case requestRefused(request: UInt8)
    /// The device did not answer in time.
    case timedOut(request: UInt8)
    /// The device's descriptors state another major version of the protocol.
    case unsupportedProtocol(major: UInt8)
    /// The device was open but gave no packets, so that a measure was asked for.
    case silent
    /// The program is ending.
    case interrupted
    /// Any other failure of the carrier, by its own name for it.
    case failed(operation: String, reason: String)

    /// What happened, in one sentence.
    public var message: String {
        switch self {
        case .disconnected: "The perineometer was unplugged."
        case .accessDenied(let location): "No permission to open the perineometer at \(location)."
        case .busy(let location): "Another program is using the perineometer at \(location)."
        case .requestRefused(let request): "The perineometer refused request 0x\(String(request, radix: 16))."
        case .timedOut(let request): "The perineometer did not answer request 0x\(String(request, radix: 16))."
        case .unsupportedProtocol(let major): DeviceError.unsupportedProtocol(major: major).message
        case .silent: "The perineometer stopped sending."
        case .interrupted: "Tonus is stopping."
        case .failed(let operation, let reason): "\(operation) failed: \(reason)."
        }
    }

    /// What to do about it.
    public var hint: String {
        switch self {
        case .disconnected: "Plug it in again; streaming resumes by itself."
        case .accessDenied: "Install udev/70-tonus.rules, then unplug the probe and plug it in again."
        case .busy: "Close the other program; Tonus retries by itself."
        case .requestRefused: "The firmware may be older than protocol 1.0; check for an update."
        case .timedOut: "Unplug the probe and plug it in again."
        case .unsupportedProtocol(let major): DeviceError.unsupportedProtocol(major: major).hint
        case .silent: "Check the cable; Tonus starts the stream again by itself."
        case .interrupted: "Start Tonus again."
        case .failed: "Unplug the probe and plug it in again; try another port or cable if it persists."
        }
    }
}
