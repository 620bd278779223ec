// SPDX-License-Identifier: Apache-2.0
import Foundation
import StreamAPI
import Testing

@testable import TonusDaemon

@Suite struct WebDoorTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func door() -> WebDoor {
        WebDoor(state: .open(WebAddress(port: 8667)), file: WebSessionFile(path: folder.path + "/sessions"))
    }

    private func secret(of link: WebOpenResult) throws -> WebSecret {
        try #require(WebSecret(link.url.split(separator: "=").last ?? ""))
    }

    @Test func aLinkLetsInOnce() throws {
        let door = door()
        let secret = try secret(of: door.invite())
        let session = try #require(door.admit(secret))
        #expect(door.isAdmitted(session.secret))
        #expect(door.admit(secret) == nil)
        #expect(!door.isAdmitted(secret))
    }

    @Test func aLinkIsTooOldAfterTwoMinutes() throws {
        let door = door()
        let secret = try secret(of: door.invite(now: 1000))
        #expect(door.admit(secret, now: 1000 + WebDoor.invitationSeconds) == nil)
    }

    @Test func aSessionEndsAfterItsTimeOrWhenItIsDismissed() throws {
        let door = door()
        let first = try #require(try door.admit(secret(of: door.invite()), unixTime: 5000))
        #expect(door.isAdmitted(first.secret, unixTime: 5000 + WebDoor.sessionSeconds - 1))
        #expect(!door.isAdmitted(first.secret, unixTime: 5000 + WebDoor.sessionSeconds))
        let second = try #require(try door.admit(secret(of: door.invite())))
        door.dismiss(second.secret)
        #expect(!door.isAdmitted(second.secret))
    }

    @Test func sessionsOutliveTheDaemonInAFileForItsOwnerAlone() throws {
        let before = door()
        let session = try #require(try before.admit(secret(of: before.invite())))
        #expect(door().isAdmitted(session.secret))
        let mode = try FileManager.default.attributesOfItem(atPath: folder.path + "/sessions")[.posixPermissions]
        #expect(mode as? Int == 0o600)
    }

    @Test func aFileThatOthersCouldHaveWrittenLetsNobodyIn() throws {
        let session = WebSession(secret: WebSecret(), expires: .max)
        let path = folder.path + "/sessions"
        WebSessionFile(path: path).write([session])
        try FileManager.default.setAttributes([.posixPermissions: 0o666], ofItemAtPath: path)
        #expect(!door().isAdmitted(session.secret))
        try FileManager.default.moveItem(atPath: path, toPath: folder.path + "/elsewhere")
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: folder.path + "/elsewhere")
        #expect(!door().isAdmitted(session.secret))
    }

    @Test func linksAndSessionsAreBounded() throws {
        let door = door()
        let first = try secret(of: door.invite())
        for _ in 0..<WebDoor.limit { _ = try door.invite() }
        #expect(door.admit(first) == nil)
        let session = try #require(try door.admit(secret(of: door.invite())))
        for _ in 0..<WebDoor.limit { _ = try door.admit(secret(of: door.invite())) }
        #expect(!door.isAdmitted(session.secret))
    }

    @Test func aClosedDoorSaysWhy() {
        let door = WebDoor(
            state: .closed(reason: "It is night.", hint: "Come by day."), file: WebSessionFile(path: "/nowhere"))
        #expect(throws: RPCError(.notPossibleNow, "It is night.", hint: "Come by day.")) { try door.invite() }
    }

    @Test(arguments: ["", "abc", String(repeating: "g", count: 64), String(repeating: "A", count: 64)])
    func whatIsNoSecretIsNotRead(text: String) { #expect(WebSecret(text) == nil) }

    @Test(
        arguments: [
            ("/usr/bin/tonusd", nil), ("/opt/tonus/bin/tonusd", nil), ("tonusd", nil), ("", nil),
        ] as [(String, String?)])
    func aFolderThatIsNotThereIsNotTaken(program: String, folder: String?) {
        #expect(WebFiles.folder(ofProgram: program) == folder)
    }

    @Test func theFilesAreThoseBesideTheProgram() throws {
        let web = folder.path + "/share/tonus/web"
        try FileManager.default.createDirectory(atPath: web, withIntermediateDirectories: true)
        for name in ["index.html", "page.js", "notes.txt"] {
            try Data(name.utf8).write(to: URL(fileURLWithPath: "\(web)/\(name)"))
        }
        #expect(WebFiles.folder(ofProgram: folder.path + "/bin/tonusd") == web)
        #expect(WebFiles(folder: web)?.files.keys.sorted() == ["/", "/page.js"])
    }

    @Test(arguments: [".build/release", ".build/x86_64-unknown-linux-gnu/debug", ".build-address/debug"])
    func beforeItIsInstalledTheyAreTheSources(build: String) throws {
        let web = folder.path + "/Web"
        try FileManager.default.createDirectory(atPath: web, withIntermediateDirectories: true)
        try Data().write(to: URL(fileURLWithPath: "\(web)/index.html"))
        #expect(WebFiles.folder(ofProgram: "\(folder.path)/\(build)/tonusd") == web)
        #expect(WebFiles.folder(ofProgram: "\(folder.path)/elsewhere/tonusd") == nil)
    }
}
