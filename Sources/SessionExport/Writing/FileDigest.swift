// SPDX-License-Identifier: Apache-2.0
import CSodium

/// SHA-256 of a file's bytes (FIPS 180-4), by which it can be told from any other.
public struct FileDigest {
    private var state = crypto_hash_sha256_state()

    public init() {
        Sodium.prepare()
        crypto_hash_sha256_init(&state)
    }

    public mutating func update(_ bytes: [UInt8]) { crypto_hash_sha256_update(&state, bytes, UInt64(bytes.count)) }

    /// 64 hexadecimal digits; nothing may be added afterwards.
    public mutating func finish() -> String {
        var digest = [UInt8](repeating: 0, count: 32)
        crypto_hash_sha256_final(&state, &digest)
        return digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
