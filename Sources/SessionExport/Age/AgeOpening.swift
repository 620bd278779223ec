// SPDX-License-Identifier: Apache-2.0

/// Opens an age file, in constant memory.
///
/// Every chunk is genuine before it is handed on, but that the file is whole shows at its end only: after an error throw
/// away what came before.
public enum AgeOpening {
    /// - Parameters:
    ///   - identity: whose file it is.
    ///   - sink: gets what was sealed; it is finished where all of it was.
    ///   - read: the next bytes of the file, any number; none at its end.
    /// - Throws: `AgeError`, and what reading and the sink throw.
    public static func open(
        identity: AgeIdentity, into sink: some ByteSink, read: () throws -> [UInt8]
    ) throws {
        var waiting: [UInt8] = []
        let start = Array(AgeHeader.start.utf8)
        while waiting.count < start.count {
            let more = try read()
            if more.isEmpty { throw AgeError.notAge }
            waiting += more
        }
        guard waiting.starts(with: start) else { throw AgeError.notAge }
        var end = headerEnd(waiting)
        while end == nil {
            guard waiting.count <= AgeHeader.limitBytes else { throw AgeError.header("it is too long") }
            let more = try read()
            if more.isEmpty { throw AgeError.header("it has no end") }
            waiting += more
            end = headerEnd(waiting)
        }
        guard let end else { throw AgeError.header("it has no end") }
        var fileKey = try AgeHeader.fileKey(of: Array(waiting[..<end]), identity: identity)
        defer { Sodium.wipe(&fileKey) }
        waiting.removeFirst(end)
        var isEnded = false
        func fill(to count: Int) throws {
            while waiting.count < count, !isEnded {
                let more = try read()
                if more.isEmpty { isEnded = true } else { waiting += more }
            }
        }
        try fill(to: 16)
        guard waiting.count >= 16 else { throw AgeError.damaged }
        let key = Sodium.key(from: fileKey, salt: Array(waiting[..<16]), info: "payload")
        waiting.removeFirst(16)
        let sealedBytes = AgeSink.chunkBytes + 16
        var counter: UInt64 = 0
        while true {
            // One byte more tells whether this chunk is the last.
            try fill(to: sealedBytes + 1)
            let isLast = waiting.count <= sealedBytes
            let chunk = waiting.prefix(sealedBytes)
            guard let plain = Sodium.open(chunk, key: key, nonce: AgeChunk.nonce(counter, isLast: isLast)),
                !plain.isEmpty || counter == 0
            else { throw AgeError.damaged }
            try sink.write(plain)
            if isLast { return try sink.finish() }
            waiting.removeFirst(chunk.count)
            counter += 1
        }
    }

    /// Behind the line that begins with `---`.
    private static func headerEnd(_ bytes: [UInt8]) -> Int? {
        let mark = Array("\n---".utf8)
        var place = 0
        let most = min(bytes.count, AgeHeader.limitBytes)
        while place + mark.count <= most {
            if bytes[place..<place + mark.count].elementsEqual(mark) {
                return bytes[(place + mark.count)..<most].firstIndex(of: 10).map { $0 + 1 }
            }
            place += 1
        }
        return nil
    }
}
