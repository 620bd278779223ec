// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// What `make install` puts in place, and takes away again.
@Suite struct InstallTests {
    private let folder: TemporaryFolder
    private let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    init() throws { folder = try TemporaryFolder() }

    private func run(_ path: String, _ arguments: [String]) throws -> (code: Int32, output: String) {
        let program = try RunningProgram(at: URL(filePath: path), arguments)
        let code = try program.exitCode()
        return (code, program.standardOutput + program.standardError)
    }

    private func installed() -> [String] {
        let files =
            FileManager.default.enumerator(atPath: folder.path + "/usr/local")?.compactMap { $0 as? String } ?? []
        return files.filter {
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: folder.path + "/usr/local/" + $0, isDirectory: &isFolder)
            return !isFolder.boolValue
        }
    }

    @Test func pagesAndCompletionsComeWithTheProgramsAndGoWithThem() throws {
        let install = root.path + "/packaging/install"
        let programs = try RunningProgram.folder().path
        let result = try run(install, [programs, "/usr/local", folder.path])
        try #require(result.code == 0, "\(result.output)")
        let files = installed()
        let pages = ["share/man/man8/tonusd.8", "share/man/man1/tonus.1", "share/man/man5/tonusd.yaml.5"]
        let completions = ["tonusd", "tonus"].flatMap {
            [
                "share/bash-completion/completions/\($0)", "share/zsh/site-functions/_\($0)",
                "share/fish/vendor_completions.d/\($0).fish",
            ]
        }
        for file in pages + completions + ["bin/tonusd", "bin/tonus", "share/doc/tonus/tonusd.yaml"] {
            #expect(files.contains(file), "\(file)")
        }
        for page in pages { try check(page: folder.path + "/usr/local/" + page) }
        for program in ["tonusd", "tonus"] {
            let script = folder.path + "/usr/local/share/bash-completion/completions/\(program)"
            #expect(try run("/bin/bash", ["-n", script]).output == "")
        }
        let daemon = try String(contentsOfFile: folder.path + "/usr/local/" + pages[0], encoding: .utf8)
        for option in ["simulate", "socket", "config", "check\\-config", "log\\-level"] {
            #expect(daemon.contains("\\fB\\-\\-\(option)\\fP"), "\(option)")
        }
        #expect(try run(install, ["--remove", "/usr/local", folder.path]).code == 0)
        #expect(installed() == [])
    }

    /// By mandoc, where it is installed (scripts/setup tests does that).
    private func check(page: String) throws {
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/mandoc") else { return }
        // The pages have no date: the same sources make the same page.
        let complaints = try run("/usr/bin/mandoc", ["-T", "lint", "-W", "warning", page]).output
            .split(separator: "\n").filter { !$0.contains("missing date") }
        #expect(complaints == [])
    }
}
