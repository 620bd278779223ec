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
    ])
    func everyErrorHasARemedyAndASysexitsCode(error: StartupError) {
        #expect(!error.message.isEmpty)
        #expect(!error.hint.isEmpty)
        #expect((64...78).contains(error.exitCode))
    }
}
