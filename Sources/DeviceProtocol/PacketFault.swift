// SPDX-License-Identifier: Apache-2.0

/// Why the bytes of an interrupt transfer are not a sample packet.
///
/// The checks are made in the order of the cases, so that nothing is believed before the checksum is right; only
/// `length` comes up twice, the second time when the header's counts do not add up to the length.
public enum PacketFault: Error, Hashable, Sendable, BitwiseCopyable {
    /// Fewer than 16 or more than 64 bytes, or another length than the header says.
    case length
    /// The CRC-16 does not match.
    case checksum
    /// The packet is of this major version of the protocol, which is another than ours.
    case majorVersion(UInt8)
    /// A packet of this type, which protocol 1.0 does not know. To be skipped: it is no fault of the device and takes no
    /// sequence number of the sample packets.
    case type(UInt8)
    /// Reserved bits are set, or a value lies outside of its range.
    case contents

    /// What happened, in one sentence.
    public var message: String {
        switch self {
        case .length: "A sample packet has a length that its header cannot have."
        case .checksum: "The checksum of a sample packet is wrong."
        case .majorVersion(let major):
            "A sample packet is of protocol version \(major), and this is version \(ProtocolVersion.major)."
        case .type(let type): "A packet of the unknown type 0x\(String(type, radix: 16)) was skipped."
        case .contents: "A sample packet has reserved bits set or a value out of its range."
        }
    }

    /// What to do about it.
    public var hint: String {
        switch self {
        case .length, .checksum: "The loss is counted. If it happens again, try another cable or port."
        case .majorVersion: "Update Tonus or the firmware of the probe, so that both speak the same major version."
        case .type: "Nothing is lost. A newer Tonus may understand it."
        case .contents: "The loss is counted. If it happens again, report it to the maker of the firmware."
        }
    }
}
