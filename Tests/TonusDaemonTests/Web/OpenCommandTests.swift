// SPDX-License-Identifier: Apache-2.0
import Foundation
import StreamAPI
import Testing

/// `tonus open` with a stand-in for the desktop's program.
@Suite struct OpenCommandTests {
    private let daemon: SimulatedDaemon
    private let folder: TemporaryFolder

    init() throws {
        daemon = try SimulatedDaemon(options: [])
        folder = try TemporaryFolder()
    }

    private func open(opener: String) throws -> RunningProgram {
        let script = URL(fileURLWithPath: folder.path + "/xdg-open")
        try Data("#!/bin/sh\n\(opener)\n".utf8).write(to: script)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script.path)
        return try RunningProgram(
            "tonus", ["open", "--socket", daemon.socket],
            environment: ["PATH": "\(folder.path):/usr/bin:/bin", "XDG_RUNTIME_DIR": folder.path])
    }

    @Test func theBrowserIsCalledWithAPageForItsOwnerAloneAndNotWithTheSecret() throws {
        let program = try open(opener: "echo \"$@\" > '\(folder.path)/called'")
        #expect(try program.exitCode() == 0)
        let page = "\(folder.path)/tonus-open-\(geteuid()).html"
        #expect(try String(contentsOfFile: folder.path + "/called", encoding: .utf8) == page + "\n")
        let text = try String(contentsOfFile: page, encoding: .utf8)
        #expect(text.contains("url=http://127.0.0.1:") && text.contains("/#t="))
        let mode = try FileManager.default.attributesOfItem(atPath: page)[.posixPermissions]
        #expect(mode as? Int == 0o600)
    }

    @Test func whereThereIsNoBrowserTheLinkIsPrinted() throws {
        let program = try open(opener: "exit 3")
        #expect(try program.exitCode() == 69)
        #expect(program.standardError.contains("xdg-open found no browser"))
        #expect(program.standardError.contains("http://127.0.0.1:"))
    }

    @Test func theLinkIsPrintedWhereItIsAskedFor() throws {
        let program = try RunningProgram("tonus", ["open", "--print", "--socket", daemon.socket])
        #expect(try program.exitCode() == 0)
        let link = try #require(URLComponents(string: program.standardOutput.trimmingCharacters(in: .newlines)))
        #expect(link.host == "127.0.0.1" && link.fragment?.count == 66)
        let json = try RunningProgram("tonus", ["open", "--json", "--socket", daemon.socket])
        #expect(try json.exitCode() == 0)
        let reply = try JSONDecoder().decode(WebOpenResult.self, from: Data(json.standardOutput.utf8))
        #expect(reply.expires == 120)
    }
}
