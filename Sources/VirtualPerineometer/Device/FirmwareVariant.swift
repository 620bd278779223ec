// SPDX-License-Identifier: Apache-2.0
internal import CTonusProtocol
public import DeviceProtocol

/// The firmware that a virtual device powers up with, where it is not the usual one.
public struct FirmwareVariant: Hashable, Sendable {
    public var version: FirmwareVersion
    /// The major version of the protocol that the capability page states. Packets stay those of version 1, and so do the
    /// descriptors by themselves, so that a host finds the device, asks it, and has to refuse it by its page.
    public var protocolMajor: UInt8
    /// The protocol number of the interface, where descriptors state the major version: by it a host refuses the device
    /// without opening it.
    public var interfaceProtocol: UInt8
    /// The calibration page has a wrong byte, and so a wrong checksum.
    public var hasDamagedCalibration: Bool

    public init(
        version: FirmwareVersion = FirmwareVersion(major: 1, minor: 0, patch: 0), protocolMajor: UInt8 = 1,
        interfaceProtocol: UInt8 = 1, hasDamagedCalibration: Bool = false
    ) {
        self.version = version
        self.protocolMajor = protocolMajor
        self.interfaceProtocol = interfaceProtocol
        self.hasDamagedCalibration = hasDamagedCalibration
    }

    /// What this firmware makes of a reply of the usual one. A reply that the host has had cut keeps what checksum it has.
    func altering(_ reply: [UInt8], toRequest number: UInt8) -> [UInt8] {
        var reply = reply
        switch UInt32(number) {
        case TONUS_REQUEST_GET_CAPABILITIES.rawValue:
            guard protocolMajor != UInt8(TONUS_PROTOCOL_MAJOR), reply.count > Self.majorOffset else { break }
            reply[Self.majorOffset] = protocolMajor
            guard reply.count > 8, Int(reply[6]) | Int(reply[7]) << 8 == reply.count else { break }
            let covered = reply.count - 4
            let checksum = tonus_crc32(reply, covered)
            withUnsafeBytes(of: checksum.littleEndian) { reply.replaceSubrange(covered..., with: $0) }
        case TONUS_REQUEST_GET_CALIBRATION.rawValue:
            guard hasDamagedCalibration, reply.count > Self.damagedOffset else { break }
            reply[Self.damagedOffset] ^= 0x01
        default: break
        }
        return reply
    }

    /// Where both pages have what is changed (Firmware-Protocol/PROTOCOL.md, 5): the version, and the first gain.
    private static let majorOffset = 4
    private static let damagedOffset = 16
}
