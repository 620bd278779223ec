// SPDX-License-Identifier: Apache-2.0
import CSodium

/// Ids that are the same at every export of a session, and tell nothing of it to who does not know it.
enum StableUUID {
    /// - Parameters:
    ///   - session: its id.
    ///   - part: what of the session is named.
    /// - Returns: a UUID of version 8 (RFC 9562), from a BLAKE2b hash.
    static func text(session: String, part: String) -> String {
        let message = Array("tonus/\(session)/\(part)".utf8)
        var hash = [UInt8](repeating: 0, count: 16)
        crypto_generichash(&hash, hash.count, message, UInt64(message.count), nil, 0)
        hash[6] = hash[6] & 0x0F | 0x80
        hash[8] = hash[8] & 0x3F | 0x80
        let digits = hash.map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0" + text : text
        }
        return [digits[0..<4], digits[4..<6], digits[6..<8], digits[8..<10], digits[10..<16]]
            .map { $0.joined() }.joined(separator: "-")
    }
}
