// SPDX-License-Identifier: Apache-2.0

/// The key of one file, sealed under the master key. A file holds it twice, so that a flipped bit costs nothing.
///
/// It lies in the file in one piece and begins with a word of its own, so that it can be found, and overwritten, without
/// asking the database.
enum KeyFrame {
    static let magic = Array("TNK1".utf8)
    /// magic, slot, three zeros, file id, fingerprint of the master key, and the sealed key.
    static let headerLength = 4 + 4 + 16 + MasterKey.fingerprintLength
    static let length = headerLength + Seal.overhead + SecretKey.length
    static let slots: ClosedRange<UInt8> = 0...1

    static func make(
        _ key: borrowing SecretKey, slot: UInt8, of file: [UInt8], under master: borrowing MasterKey
    ) -> [UInt8] {
        let header = magic + [slot, 0, 0, 0] + file + master.fingerprint
        let sealed = key.withBytes { Seal.seal($0, context: context(header), under: master.key) }
        return header + sealed
    }

    enum Opened: ~Copyable {
        case key(SecretKey)
        /// Sealed under another master key.
        case foreign
        /// Overwritten, or damaged.
        case none
    }

    static func open(_ frame: [UInt8], of file: [UInt8], under master: borrowing MasterKey) -> Opened {
        guard frame.count == length, frame.starts(with: magic), Array(frame[8..<24]) == file else { return .none }
        let header = Array(frame[..<headerLength])
        if let key = SecretKey(opening: frame[headerLength...], context: context(header), under: master.key) {
            return .key(key)
        }
        return Array(frame[24..<headerLength]) == master.fingerprint ? .none : .foreign
    }

    private static func context(_ header: [UInt8]) -> [UInt8] { Array("tonus key\0".utf8) + header }
}
