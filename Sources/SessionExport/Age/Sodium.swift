// SPDX-License-Identifier: Apache-2.0
import CSodium

/// The functions of libsodium that age is made of.
enum Sodium {
    private static let isReady = sodium_init() >= 0

    static func prepare() { precondition(isReady, "libsodium does not start: the system gives no random numbers") }

    static func random(_ count: Int) -> [UInt8] {
        prepare()
        var bytes = [UInt8](repeating: 0, count: count)
        randombytes_buf(&bytes, count)
        return bytes
    }

    static func hmac(key: [UInt8], _ message: [UInt8]) -> [UInt8] {
        var state = crypto_auth_hmacsha256_state()
        var hash = [UInt8](repeating: 0, count: 32)
        crypto_auth_hmacsha256_init(&state, key, key.count)
        crypto_auth_hmacsha256_update(&state, message, UInt64(message.count))
        crypto_auth_hmacsha256_final(&state, &hash)
        return hash
    }

    /// HKDF with SHA-256 (RFC 5869) to 32 bytes.
    static func key(from secret: [UInt8], salt: [UInt8] = [], info: String) -> [UInt8] {
        hmac(key: hmac(key: salt, secret), Array(info.utf8) + [1])
    }

    static func seal(_ plain: ArraySlice<UInt8>, key: [UInt8], nonce: [UInt8]) -> [UInt8] {
        var sealed = [UInt8](repeating: 0, count: plain.count + 16)
        // Fails only beyond 256 GiB.
        _ = crypto_aead_chacha20poly1305_ietf_encrypt(
            &sealed, nil, Array(plain), UInt64(plain.count), nil, 0, nil, nonce, key)
        return sealed
    }

    /// Nil where the key is another, or a byte has changed.
    static func open(_ sealed: ArraySlice<UInt8>, key: [UInt8], nonce: [UInt8]) -> [UInt8]? {
        guard sealed.count >= 16 else { return nil }
        // A byte more, for an empty array may have no address.
        var plain = [UInt8](repeating: 0, count: sealed.count - 15)
        let isGenuine =
            crypto_aead_chacha20poly1305_ietf_decrypt(
                &plain, nil, nil, Array(sealed), UInt64(sealed.count), nil, 0, nonce, key) == 0
        plain.removeLast()
        return isGenuine ? plain : nil
    }

    static func publicKey(of secret: [UInt8]) -> [UInt8] {
        var point = [UInt8](repeating: 0, count: 32)
        crypto_scalarmult_base(&point, secret)
        return point
    }

    /// Nil for a point that gives everybody the same secret.
    static func sharedSecret(_ secret: [UInt8], _ point: [UInt8]) -> [UInt8]? {
        var shared = [UInt8](repeating: 0, count: 32)
        return crypto_scalarmult(&shared, secret, point) == 0 ? shared : nil
    }

    /// scrypt (RFC 7914) with r = 8 and p = 1; nil where there is no memory for it.
    static func scrypt(_ passphrase: String, salt: [UInt8], workFactor: Int) -> [UInt8]? {
        var key = [UInt8](repeating: 0, count: 32)
        let text = Array(passphrase.utf8)
        let status = crypto_pwhash_scryptsalsa208sha256_ll(
            text, text.count, salt, salt.count, UInt64(1) << UInt64(workFactor), 8, 1, &key, key.count)
        return status == 0 ? key : nil
    }

    static func wipe(_ bytes: inout [UInt8]) {
        bytes.withUnsafeMutableBytes { sodium_memzero($0.baseAddress, $0.count) }
    }

    static func isEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.count == right.count && sodium_memcmp(left, right, left.count) == 0
    }
}
