// SPDX-License-Identifier: Apache-2.0

/// The version of the firmware protocol that this codec speaks (Firmware-Protocol/PROTOCOL.md).
public enum ProtocolVersion {
    /// A device of another major version is refused: the meaning of its bytes is not known.
    public static let major: UInt8 = 1
    /// A device of a later minor version is accepted, and what it says in reserved bits is ignored.
    public static let minor: UInt8 = 0
}
