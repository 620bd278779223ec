// SPDX-License-Identifier: Apache-2.0
internal import CTonusProtocol

/// The descriptors of the reference core, as arrays.
enum USBDescriptors {
    static let device = bytes(of: tonus_device_descriptor)
    static let configuration = bytes(of: tonus_configuration_descriptor)
    /// Where the configuration descriptor has `bInterfaceProtocol`: behind its own 9 bytes (USB 2.0, 9.6.3 and 9.6.5).
    private static let interfaceProtocolOffset = 9 + 7
    static let binaryObjectStore = bytes(of: tonus_bos_descriptor)
    static let language = bytes(of: tonus_language_descriptor)

    /// The configuration of a device whose interface has another protocol number.
    static func configurationStating(interfaceProtocol: UInt8) -> [UInt8] {
        var bytes = configuration
        bytes[interfaceProtocolOffset] = interfaceProtocol
        return bytes
    }

    /// A string descriptor; nil where the text is not 1 to 32 printable ASCII characters.
    static func string(_ text: String) -> [UInt8]? {
        let bytes = [UInt8](unsafeUninitializedCapacity: 66) { buffer, count in
            count = tonus_string_descriptor_encode(text, buffer.baseAddress)
        }
        return bytes.isEmpty ? nil : bytes
    }

    private static func bytes<Value: BitwiseCopyable>(of value: Value) -> [UInt8] {
        withUnsafeBytes(of: value) { Array($0) }
    }
}
