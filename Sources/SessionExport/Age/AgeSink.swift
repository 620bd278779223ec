// SPDX-License-Identifier: Apache-2.0

/// Seals what is written as an age file (age-encryption.org/v1), in constant memory.
public final class AgeSink: ByteSink {
    static let chunkBytes = 65_536

    private let sink: any ByteSink
    private var key: [UInt8]
    private var counter: UInt64 = 0
    private var waiting: [UInt8] = []

    /// Writes the header. With a passphrase this takes about a second, and 256 MiB while it lasts.
    ///
    /// - Parameters:
    ///   - recipients: who can open it.
    ///   - sink: gets the sealed file.
    /// - Throws: `AgeError`, and what the sink throws.
    public convenience init(to recipients: AgeRecipients, into sink: any ByteSink) throws {
        try self.init(to: recipients, into: sink, workFactor: AgeStanza.workFactor)
    }

    init(to recipients: AgeRecipients, into sink: any ByteSink, workFactor: Int) throws {
        self.sink = sink
        var fileKey = Sodium.random(AgeStanza.fileKeyBytes)
        defer { Sodium.wipe(&fileKey) }
        var stanzas: [AgeStanza] = []
        switch recipients {
        case .passphrase(let passphrase):
            stanzas.append(try AgeStanza(wrapping: fileKey, by: passphrase, workFactor: workFactor))
        case .keys(let keys):
            guard (1...AgeRecipients.limit).contains(keys.count) else { throw AgeError.recipientCount(keys.count) }
            for recipient in keys { stanzas.append(try AgeStanza(wrapping: fileKey, to: recipient)) }
        }
        let nonce = Sodium.random(16)
        key = Sodium.key(from: fileKey, salt: nonce, info: "payload")
        try sink.write(AgeHeader(stanzas: stanzas).bytes(fileKey: fileKey) + nonce)
    }

    deinit { Sodium.wipe(&key) }

    public func write(_ bytes: [UInt8]) throws {
        waiting += bytes
        guard waiting.count > Self.chunkBytes else { return }
        // The last chunk is marked, so a full one waits until more comes.
        var start = 0
        while waiting.count - start > Self.chunkBytes {
            try seal(waiting[start..<start + Self.chunkBytes], isLast: false)
            start += Self.chunkBytes
        }
        waiting.removeFirst(start)
    }

    public func finish() throws {
        try seal(waiting[...], isLast: true)
        waiting = []
        try sink.finish()
    }

    private func seal(_ chunk: ArraySlice<UInt8>, isLast: Bool) throws {
        try sink.write(Sodium.seal(chunk, key: key, nonce: AgeChunk.nonce(counter, isLast: isLast)))
        counter += 1
    }
}

enum AgeChunk {
    /// A counter of 11 bytes, and 1 for the last chunk.
    static func nonce(_ counter: UInt64, isLast: Bool) -> [UInt8] {
        [0, 0, 0] + (0..<8).map { UInt8(truncatingIfNeeded: counter >> UInt64(56 - 8 * $0)) } + [isLast ? 1 : 0]
    }
}
