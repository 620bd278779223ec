// SPDX-License-Identifier: Apache-2.0

/// The text at the head of an age file.
struct AgeHeader {
    static let start = "age-encryption.org/v1\n"
    /// A header that a reader takes; one of `AgeRecipients.limit` people has some 3000 bytes.
    static let limitBytes = 65_536

    var stanzas: [AgeStanza]

    /// With the code that binds it to the file key.
    func bytes(fileKey: [UInt8]) -> [UInt8] {
        var text = Self.start
        for stanza in stanzas {
            text += "-> \(stanza.arguments.joined(separator: " "))\n"
            var body = Base64.encode(stanza.body)[...]
            while body.utf8.count >= 64 {
                text += body.prefix(64) + "\n"
                body = body.dropFirst(64)
            }
            text += body + "\n"
        }
        text += "---"
        return Array((text + " \(Base64.encode(Self.code(of: Array(text.utf8), fileKey)))\n").utf8)
    }

    private static func code(of text: [UInt8], _ fileKey: [UInt8]) -> [UInt8] {
        Sodium.hmac(key: Sodium.key(from: fileKey, info: "header"), text)
    }

    /// The file key of the header's bytes, which end with the line of its code.
    static func fileKey(of bytes: [UInt8], identity: AgeIdentity) throws(AgeError) -> [UInt8] {
        let (stanzas, signed, code) = try parse(bytes)
        guard stanzas.count == 1 || !stanzas.contains(where: \.isPassphrase) else {
            throw .header("a passphrase stands beside other recipients")
        }
        for stanza in stanzas {
            guard let key = try stanza.fileKey(for: identity) else { continue }
            guard key.count == AgeStanza.fileKeyBytes, Sodium.isEqual(Self.code(of: signed, key), code) else {
                throw .damaged
            }
            return key
        }
        throw .wrongKey
    }

    private static func parse(
        _ bytes: [UInt8]
    ) throws(AgeError) -> (stanzas: [AgeStanza], signed: [UInt8], code: [UInt8]) {
        guard bytes.starts(with: Array(start.utf8)), bytes.allSatisfy({ $0 == 10 || (32..<127).contains($0) }) else {
            throw .header("it is no text")
        }
        var lines = String(decoding: bytes, as: UTF8.self).dropLast()
            .split(separator: "\n", omittingEmptySubsequences: false).dropFirst()
        var stanzas: [AgeStanza] = []
        while let line = lines.popFirst() {
            if line.hasPrefix("--- ") {
                guard lines.isEmpty, !stanzas.isEmpty, let code = Base64.decode(line.dropFirst(4)), code.count == 32
                else {
                    throw .header("its last line is malformed")
                }
                return (stanzas, Array(bytes.dropLast(line.utf8.count - 3 + 1)), code)
            }
            let arguments = line.dropFirst(3).split(separator: " ", omittingEmptySubsequences: false).map(String.init)
            guard line.hasPrefix("-> "), !arguments.contains("") else { throw .header("a recipient is malformed") }
            var body = ""
            while let part = lines.popFirst() {
                guard part.utf8.count <= 64 else { throw .header("a line is too long") }
                body += part
                if part.utf8.count < 64 { break }
            }
            guard let decoded = Base64.decode(body) else { throw .header("a recipient's key is malformed") }
            stanzas.append(AgeStanza(arguments: arguments, body: decoded))
        }
        throw .header("it has no end")
    }
}
