// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import SessionStore

@Suite struct MasterKeyTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func reason(_ path: String) -> String? {
        do throws(StoreError) {
            _ = try MasterKey(file: path)
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test func aKeyThatOthersMayReadIsRefusedWithTheRemedy() {
        chmod(folder.keyFile, 0o640)
        #expect(reason(folder.keyFile)?.contains("chmod 600 \(folder.keyFile)") == true)
        chmod(folder.keyFile, 0o600)
        #expect(reason(folder.keyFile) == nil)
    }

    @Test func whatIsNoKeyIsRefused() throws {
        let path = folder.path + "/short"
        try Data(count: 31).write(to: URL(fileURLWithPath: path))
        chmod(path, 0o600)
        #expect(reason(path)?.contains("31 bytes instead of 32") == true)
        #expect(reason(folder.path + "/none") != nil)
        #expect(reason(folder.path) != nil)
        let link = folder.path + "/link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: folder.keyFile)
        #expect(reason(link) != nil)
        #expect(throws: StoreError.self) { _ = try MasterKey(creating: folder.keyFile) }
    }

    @Test func aNewKeyIsWholeOrNotThereAndLeavesNothingElse() throws {
        let place = folder.path + "/new"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: false)
        let path = place + "/master.key"
        // What an attempt that was cut off had written so far, under the number that this process happens to have.
        try Data(count: 7).write(to: URL(fileURLWithPath: "\(path).\(getpid()).new"))
        let key = try MasterKey(creating: path)
        #expect(try FileManager.default.contentsOfDirectory(atPath: place) == ["master.key"])
        #expect(try MasterKey(file: path).fingerprint == key.fingerprint)
        #expect(throws: StoreError.self) { _ = try MasterKey(creating: path) }
        #expect(try MasterKey(file: path).fingerprint == key.fingerprint)
        #expect(try FileManager.default.contentsOfDirectory(atPath: place) == ["master.key"])
    }

    @Test func aCredentialOfSystemdWillDo() throws {
        let key = try folder.key()
        try FileManager.default.copyItem(
            atPath: folder.keyFile, toPath: folder.path + "/" + MasterKey.credentialName)
        chmod(folder.path + "/" + MasterKey.credentialName, 0o440)
        let credential = try MasterKey(credentialsDirectory: folder.path)
        #expect(credential.fingerprint == key.fingerprint)
    }

    @Test func aStoreOfAnotherKeyIsRefused() throws {
        try { _ = try folder.store() }()
        let other = folder.path + "/other.key"
        let path = folder.sessions + "/" + Catalogue.fileName
        #expect(throws: StoreError.wrongKey(path: path)) {
            try SessionStore(directory: folder.sessions, key: try MasterKey(creating: other))
        }
    }
}
