// SPDX-License-Identifier: Apache-2.0
import CSodium

/// A key of 256 bits in memory that is locked, guarded, and zeroed when the key goes.
///
/// `sodium_malloc` places guard pages around it, keeps it out of core dumps, and locks it into memory as far as
/// RLIMIT_MEMLOCK lets it. It cannot be copied: there is one place to zero.
struct SecretKey: ~Copyable, @unchecked Sendable {
    // Unchecked: after init the memory is only read (and write-protected).
    private let memory: UnsafeMutableRawPointer

    static let length = 32

    /// A new random key.
    init() {
        memory = Self.allocate()
        randombytes_buf(memory, Self.length)
        sodium_mprotect_readonly(memory)
    }

    /// Takes over 32 bytes. Whoever has them zeroes them.
    init?(copying bytes: [UInt8]) {
        guard bytes.count == Self.length else { return nil }
        memory = Self.allocate()
        memory.copyMemory(from: bytes, byteCount: Self.length)
        sodium_mprotect_readonly(memory)
    }

    /// Opens what `seal` made of another key; nil where it is not that.
    init?(opening sealed: ArraySlice<UInt8>, context: [UInt8], under key: borrowing SecretKey) {
        let target = Self.allocate()
        guard Seal.open(sealed, context: context, under: key, into: target, capacity: Self.length) == Self.length else {
            sodium_free(target)
            return nil
        }
        memory = target
        sodium_mprotect_readonly(memory)
    }

    deinit { sodium_free(memory) }

    private static func allocate() -> UnsafeMutableRawPointer {
        Sodium.start()
        guard let memory = sodium_malloc(length) else { fatalError("no memory is left for a key") }
        return memory
    }

    func withBytes<Result, Failure>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(start: memory, count: Self.length))
    }
}

enum Sodium {
    /// Sets the library up, once; it is then safe to use from any thread.
    static func start() {
        precondition(isReady, "libsodium does not start: the system has no source of random numbers")
    }

    private static let isReady = sodium_init() >= 0

    /// A keyed hash (BLAKE2b) of a text: tells keys apart without telling them.
    static func fingerprint(of key: borrowing SecretKey, for text: String, length: Int) -> [UInt8] {
        var output = [UInt8](repeating: 0, count: max(16, length))
        let message = Array(text.utf8)
        let size = output.count
        key.withBytes { key in
            _ = crypto_generichash(
                &output, size, message, UInt64(message.count), key.bindMemory(to: UInt8.self).baseAddress, key.count)
        }
        return Array(output.prefix(length))
    }
}
