// SPDX-License-Identifier: Apache-2.0
import CSodium

/// Authenticated encryption: XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha) by libsodium. What is sealed is a random nonce of
/// 24 bytes, the ciphertext, and a tag of 16 bytes. The nonce is long enough to be random for ever.
enum Seal {
    static let nonceLength = 24
    static let tagLength = 16
    /// How much longer what is sealed is.
    static let overhead = nonceLength + tagLength

    /// - Parameter context: is not kept, but must be the same when it is opened: it binds the contents to their place.
    static func seal(_ plain: UnsafeRawBufferPointer, context: [UInt8], under key: borrowing SecretKey) -> [UInt8] {
        Sodium.start()
        var sealed = [UInt8](repeating: 0, count: plain.count + overhead)
        sealed.withUnsafeMutableBytes { sealed in
            guard let start = sealed.baseAddress else { return }
            randombytes_buf(start, nonceLength)
            let nonce = start.assumingMemoryBound(to: UInt8.self)
            key.withBytes { key in
                guard let key = key.bindMemory(to: UInt8.self).baseAddress else { return }
                _ = crypto_aead_xchacha20poly1305_ietf_encrypt(
                    nonce + nonceLength, nil, plain.bindMemory(to: UInt8.self).baseAddress, UInt64(plain.count),
                    context, UInt64(context.count), nil, nonce, key)
            }
        }
        return sealed
    }

    static func seal(_ plain: [UInt8], context: [UInt8], under key: borrowing SecretKey) -> [UInt8] {
        plain.withUnsafeBytes { seal($0, context: context, under: key) }
    }

    /// Nil where a bit of it, of the context or of the key is another than when it was sealed.
    static func open(_ sealed: ArraySlice<UInt8>, context: [UInt8], under key: borrowing SecretKey) -> [UInt8]? {
        guard sealed.count >= overhead else { return nil }
        var plain = [UInt8](repeating: 0, count: max(1, sealed.count - overhead))
        let length = plain.withUnsafeMutableBytes { plain in
            plain.baseAddress.flatMap { open(sealed, context: context, under: key, into: $0, capacity: plain.count) }
        }
        guard let length else { return nil }
        plain.removeLast(plain.count - length)
        return plain
    }

    /// - Returns: how many bytes were written to `target`.
    static func open(
        _ sealed: ArraySlice<UInt8>, context: [UInt8], under key: borrowing SecretKey,
        into target: UnsafeMutableRawPointer, capacity: Int
    ) -> Int? {
        Sodium.start()
        guard sealed.count >= overhead, sealed.count - overhead <= capacity else { return nil }
        var length: UInt64 = 0
        let result = sealed.withUnsafeBufferPointer { sealed in
            key.withBytes { key -> Int32 in
                guard let start = sealed.baseAddress, let key = key.bindMemory(to: UInt8.self).baseAddress else {
                    return -1
                }
                return crypto_aead_xchacha20poly1305_ietf_decrypt(
                    target.assumingMemoryBound(to: UInt8.self), &length, nil, start + nonceLength,
                    UInt64(sealed.count - nonceLength), context, UInt64(context.count), start, key)
            }
        }
        return result == 0 ? Int(length) : nil
    }
}
