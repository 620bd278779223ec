// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import DaemonSettings

@Suite struct ConfigurationFileTests {
    @Test(
        arguments: [
            (nil, ["HOME": "/home/p"], false, "/home/p/.config/tonus/tonusd.yaml", false),
            (nil, ["HOME": "/home/p", "XDG_CONFIG_HOME": "/c"], false, "/c/tonus/tonusd.yaml", false),
            (nil, ["HOME": "/home/p", "XDG_CONFIG_HOME": "c"], false, "/home/p/.config/tonus/tonusd.yaml", false),
            (nil, ["HOME": "/root", "XDG_CONFIG_HOME": "/c"], true, "/etc/tonus/tonusd.yaml", false),
            (nil, ["CONFIGURATION_DIRECTORY": "/etc/tonus", "HOME": "/"], false, "/etc/tonus/tonusd.yaml", false),
            (nil, ["CONFIGURATION_DIRECTORY": "/etc/tonus", "TONUSD_CONFIG": "/n"], true, "/n", true),
            ("g.yaml", ["TONUSD_CONFIG": "/n"], true, "g.yaml", true),
            (nil, [:], false, nil, false),
        ] as [(String?, [String: String], Bool, String?, Bool)])
    func theFileIsWhereItIsLookedFor(
        given: String?, environment: [String: String], isRoot: Bool, path: String?, isNamed: Bool
    ) {
        let file = ConfigurationFile(given: given, environment: environment, isRoot: isRoot)
        #expect(file.path == path)
        #expect(file.isNamed == isNamed)
    }

    @Test func aFileGivenByNameMustExist() throws {
        let home = ["HOME": "/nowhere-at-all"]
        #expect(try ConfigurationFile(given: nil, environment: home, isRoot: false).read() == nil)
        let fault = #expect(throws: SettingFault.self) {
            try ConfigurationFile(given: "/nowhere-at-all.yaml", environment: home, isRoot: false).read()
        }
        #expect(
            fault?.description == """
                /nowhere-at-all.yaml: The configuration cannot be read: No such file or directory.
                  Name a file that this user may read with --config, or leave --config and $TONUSD_CONFIG out.
                """)
    }

    @Test func aFolderOrAPipeIsRefused() throws {
        let pipe = NSTemporaryDirectory() + "tonus-\(UUID().uuidString)"
        try #require(mkfifo(pipe, 0o600) == 0)
        defer { unlink(pipe) }
        for path in ["/tmp", "/dev/zero", pipe] {
            let fault = #expect(throws: SettingFault.self) {
                try ConfigurationFile(given: path, environment: [:], isRoot: false).read()
            }
            #expect(fault?.message == "The configuration cannot be read: it is not a regular file.")
        }
    }

    @Test func noMoreIsReadThanMayBe() throws {
        let path = NSTemporaryDirectory() + "tonus-\(UUID().uuidString)"
        try Data(count: 1_000_000).write(to: URL(filePath: path))
        defer { unlink(path) }
        let read = try ConfigurationFile(given: path, environment: [:], isRoot: false).read()
        #expect(read?.bytes.count == ConfigurationText.bytesLimit + 1)
    }
}
