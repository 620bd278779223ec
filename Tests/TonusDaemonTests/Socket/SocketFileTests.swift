// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import TonusDaemon

@Suite struct SocketFileTests {
    private let temporary: TemporaryFolder
    private var folder: String { temporary.path }

    init() throws { temporary = try TemporaryFolder() }

    private func claimError(_ path: String) -> StartupError? {
        do throws(StartupError) {
            try SocketFile(claiming: path).release()
            return nil
        } catch {
            return error
        }
    }

    private func mode(_ path: String) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    @Test func theDirectoryIsMadeForTheUserAlone() throws {
        #expect(claimError(folder + "/own/tonus.sock") == nil)
        #expect(try mode(folder + "/own") == 0o700)
    }

    @Test func inTheFolderOfAServiceTheGroupMayConnect() throws {
        #expect(try socketMode(directoryMode: 0o750, isOfService: true) == 0o660)
    }

    @Test(arguments: [(0o750, false), (0o755, true), (0o700, true), (0o740, true)])
    func elsewhereTheOwnerAloneMay(directoryMode: Int, isOfService: Bool) throws {
        #expect(try socketMode(directoryMode: directoryMode, isOfService: isOfService) == 0o600)
    }

    private func socketMode(directoryMode: Int, isOfService: Bool) throws -> Int {
        let directory = folder + "/tonus"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
        try FileManager.default.setAttributes([.posixPermissions: directoryMode], ofItemAtPath: directory)
        let file = try SocketFile(
            claiming: directory + "/tonus.sock", groupDirectory: isOfService ? directory : nil)
        defer { file.release() }
        close(try file.bindSocket())
        return try mode(directory + "/tonus.sock")
    }

    @Test func aSecondClaimIsRefusedWhileTheFirstStands() throws {
        let path = folder + "/tonus.sock"
        let first = try SocketFile(claiming: path)
        #expect(claimError(path) == .alreadyRunning(path: path))
        first.release()
        #expect(claimError(path) == nil)
    }

    @Test func aFileThatIsNoSocketIsLeftAlone() throws {
        let path = folder + "/notes"
        try Data("mine".utf8).write(to: URL(fileURLWithPath: path))
        #expect(claimError(path) == .notASocket(path: path))
        #expect(FileManager.default.contents(atPath: path) == Data("mine".utf8))
    }

    @Test func pathsThatCannotWorkAreNamed() throws {
        #expect(claimError("tonus.sock") == .socketPathNotAbsolute(path: "tonus.sock"))
        let long = folder + "/" + String(repeating: "x", count: 120)
        #expect(claimError(long) == .socketPathTooLong(path: long, bytes: long.utf8.count))
        try Data().write(to: URL(fileURLWithPath: folder + "/file"))
        #expect(
            claimError(folder + "/file/tonus.sock")
                == .directory(path: folder + "/file", reason: "it is not a directory"))
        guard case .directory? = claimError("/proc/none/tonus.sock") else {
            Issue.record("a directory that cannot be made must be named")
            return
        }
    }

    @Test(arguments: [
        StartupError.noSocketPath, .socketPathTooLong(path: "/p", bytes: 200), .socketPathNotAbsolute(path: "p"),
        .directory(path: "/d", reason: "r"), .notASocket(path: "/p"), .alreadyRunning(path: "/p"),
        .bind(path: "/p", reason: "r"), .devices(source: "USB", reason: "r"), .threads,
        .socketLost(path: "/p"), .inheritedSocket(reason: "r"), .twoSockets(given: "/p", inherited: "/q"),
        .notifyAddress("a", reason: "r"),
    ])
    func everyErrorHasARemedyAndASysexitsCode(error: StartupError) {
        #expect(!error.message.isEmpty)
        #expect(!error.hint.isEmpty)
        #expect((64...78).contains(error.exitCode))
    }
}
