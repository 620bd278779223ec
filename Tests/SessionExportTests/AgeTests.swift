// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import SessionExport

/// That `age` itself opens what is sealed here, and the other way round, is asked in Checks.
struct AgeTests {
    /// A quick passphrase; the work factor of real files takes a second.
    private func sealed(_ bytes: [UInt8], to recipients: AgeRecipients, pieces: Int = 50_000) throws -> [UInt8] {
        let file = MemorySink()
        let sink = try AgeSink(to: recipients, into: file, workFactor: 4)
        for start in stride(from: 0, to: bytes.count, by: pieces) {
            try sink.write(Array(bytes[start..<min(start + pieces, bytes.count)]))
        }
        try sink.finish()
        return file.bytes
    }

    private func opened(_ file: [UInt8], by identity: AgeIdentity, pieces: Int = 50_000) throws -> [UInt8] {
        let sink = MemorySink()
        var rest = file[...]
        try AgeOpening.open(identity: identity, into: sink) {
            defer { rest = rest.dropFirst(pieces) }
            return Array(rest.prefix(pieces))
        }
        return sink.bytes
    }

    private func message(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 / 256) }
    }

    @Test(arguments: [0, 1, 65_535, 65_536, 65_537, 131_072, 200_000]) func everyLengthComesBack(_ count: Int) throws {
        let key = AgeSecretKey()
        let file = try sealed(message(count), to: .keys([AgeSecretKey().recipient, key.recipient]))
        #expect(try opened(file, by: .key(key)) == message(count))
        #expect(try opened(file, by: .key(key), pieces: 1021) == message(count))
    }

    @Test func aPassphraseOpensWhatItSealed() throws {
        let file = try sealed(message(100), to: .passphrase("größer als 1"))
        #expect(try opened(file, by: .passphrase("größer als 1")) == message(100))
        #expect(throws: AgeError.wrongKey) { try opened(file, by: .passphrase("other")) }
        #expect(throws: AgeError.wrongKey) { try opened(file, by: .key(AgeSecretKey())) }
        #expect(throws: AgeError.emptyPassphrase) { try sealed([], to: .passphrase("")) }
    }

    @Test func anybodyElseIsTold() throws {
        let file = try sealed(message(100), to: .keys([AgeSecretKey().recipient]))
        #expect(throws: AgeError.wrongKey) { try opened(file, by: .key(AgeSecretKey())) }
        #expect(throws: AgeError.recipientCount(0)) { try sealed([], to: .keys([])) }
    }

    @Test func everyChangedByteIsNoticed() throws {
        let key = AgeSecretKey()
        let file = try sealed(message(300), to: .keys([key.recipient]))
        // Every third in the payload, for time.
        for place in file.indices where place < 250 || place % 3 == 0 {
            var changed = file
            changed[place] ^= 1
            #expect(throws: AgeError.self, "byte \(place)") { try opened(changed, by: .key(key)) }
        }
    }

    @Test func everyCutIsNoticed() throws {
        let key = AgeSecretKey()
        let file = try sealed(message(65_536 + 65_536), to: .keys([key.recipient]))
        let whole = file.count
        let cuts =
            Array(stride(from: 0, to: 300, by: 7)) + [
                whole - 1, whole - 65_552, whole - 65_553, whole - 65_551, whole - 16,
            ]
        for cut in cuts {
            #expect(throws: AgeError.self, "\(cut) bytes") { try opened(Array(file[..<cut]), by: .key(key)) }
        }
        #expect(throws: AgeError.damaged) { try opened(file + [0], by: .key(key)) }
    }

    @Test func aFileThatAsksForTooMuchWorkIsRefusedUnread() throws {
        var file = try sealed([], to: .passphrase("x"))
        let mark = Array(" 4\n".utf8)
        let place = try #require(file.indices.first { file[$0...].starts(with: mark) })
        file.replaceSubrange(place..<place + 3, with: Array(" 30\n".utf8))
        #expect(throws: AgeError.workFactor(30)) { try opened(file, by: .passphrase("x")) }
    }

    @Test func foreignFilesAreNamed() {
        for text in ["", "hello", "-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n", "age-encryption.org/v2\n-> X25519 a\n"]
        {
            #expect(throws: AgeError.notAge) { try opened(Array(text.utf8), by: .passphrase("x")) }
        }
        let endless = AgeHeader.start + String(repeating: "-> a b\n\n", count: 10_000)
        #expect(throws: AgeError.header("it is too long")) { try opened(Array(endless.utf8), by: .passphrase("x")) }
    }

    @Test func keysAreTextAndBack() throws {
        let key = AgeSecretKey()
        #expect(try AgeSecretKey(parsing: key.exposed).secret == key.secret)
        #expect(try AgeRecipient(parsing: key.recipient.description) == key.recipient)
        #expect(key.exposed.count == 74 && key.recipient.description.count == 62)
        #expect(!"\(key)".contains("SECRET-KEY-1") && !String(reflecting: key).contains("SECRET-KEY-1"))
        var wrong = Array(key.recipient.description)
        wrong[20] = wrong[20] == "q" ? "p" : "q"
        #expect(throws: AgeError.recipient(String(wrong))) { try AgeRecipient(parsing: String(wrong)) }
        #expect(throws: AgeError.self) { try AgeRecipient(parsing: key.exposed) }
        #expect(throws: AgeError.identity) { try AgeSecretKey(parsing: "") }
    }

    /// As `age-keygen -y` says.
    @Test func aKnownIdentityHasItsRecipient() throws {
        let key = try AgeSecretKey(
            parsing: "AGE-SECRET-KEY-1XMWWC06LY3EE5RYTXM9MFLAZ2U56JJJ36S0MYPDRWSVLUL66MV4QX3S7F6")
        #expect(
            key.recipient.description == "age1w3tyke4gev25vaxxsvcgqu4484rf6ejpmavs57p6yz6lhy2sfs5swrvwyn")
    }

    @Test func noTextMakesAKeyTrap() {
        for text in ["age1", "age", "1", "age1é", "AGE1qqqq", String(repeating: "age1q", count: 1000)] {
            #expect(throws: AgeError.self) { try AgeRecipient(parsing: text) }
        }
    }
}
