// SPDX-License-Identifier: Apache-2.0
import DaemonSettings
import Foundation
import PerineometerDriver
import StreamAPI
import Testing

@testable import TonusDaemon

/// Holds the units to the code.
@Suite struct UnitFileTests {
    private static let units = ["tonusd.service", "user/tonusd.service"]

    private func values(of directive: String, in unit: String) throws -> [String] {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(
            contentsOf: root.appendingPathComponent("packaging/systemd/\(unit)"), encoding: .utf8)
        return text.split(separator: "\n").filter { $0.hasPrefix(directive + "=") }
            .map { String($0.dropFirst(directive.count + 1)) }
    }

    @Test(arguments: units) func theWatchdogIsMorePatientThanTheLongestWorkOfALoop(unit: String) throws {
        let seconds = try #require(values(of: "WatchdogSec", in: unit).first.flatMap(Double.init))
        // Two patterns and ten requests of up to a second; signs of life are given twice in the time.
        #expect(seconds / 2 > 2 * SelfTest().secondsPerPattern + 10)
    }

    @Test(arguments: units) func whatTryingAgainCannotMendIsNotTriedAgain(unit: String) throws {
        let codes = try values(of: "RestartPreventExitStatus", in: unit).flatMap { $0.split(separator: " ") }
            .compactMap { Int32($0) }
        for error in [StartupError.socketPathNotAbsolute(path: "p"), .twoSockets(given: "/p", inherited: "/q")] {
            #expect(codes.contains(error.exitCode))
        }
        // A bus or a socket may come back.
        for error in [StartupError.devices(source: "USB", reason: "r"), .socketLost(path: "/p")] {
            #expect(!codes.contains(error.exitCode))
        }
    }

    @Test func theSocketIsWhereClientsLook() throws {
        #expect(try values(of: "ListenStream", in: "tonusd.socket") == [SocketPath.service])
        let directory = try #require(values(of: "RuntimeDirectory", in: "tonusd.service").first)
        #expect(
            SocketPath.forDaemon(
                given: nil, environment: ["RUNTIME_DIRECTORY": "/run/\(directory)"], isRoot: false)
                == SocketPath.service)
    }

    @Test(arguments: units) func theConfigurationIsWhereTheDaemonLooksAndIsReloadedBySIGHUP(unit: String) throws {
        let directory = try #require(values(of: "ConfigurationDirectory", in: unit).first)
        let file = ConfigurationFile(
            given: nil, environment: ["CONFIGURATION_DIRECTORY": "/etc/\(directory)"], isRoot: false)
        #expect(file.path == ConfigurationFile.service)
        #expect(try values(of: "ExecReload", in: unit) == ["kill -HUP $MAINPID"])
    }

    @Test func theServiceMayHaveThePrioritiesThatItAsksFor() throws {
        let limit = try #require(values(of: "LimitRTPRIO", in: "tonusd.service").first.flatMap { Int32($0) })
        #expect(limit >= max(RealTime.transportPriority, RealTime.pipelinePriority))
        #expect(try values(of: "LimitMEMLOCK", in: "tonusd.service") == ["infinity"])
    }

    @Test func theDashboardReachesThisMachineAlone() throws {
        for unit in Self.units {
            #expect(try values(of: "RestrictAddressFamilies", in: unit).first?.contains("AF_INET") == true)
        }
        #expect(try values(of: "IPAddressDeny", in: "tonusd.service") == ["any"])
        #expect(try values(of: "IPAddressAllow", in: "tonusd.service") == ["localhost"])
    }

    @Test(arguments: units) func nothingIsSetThatKeepsAReplugFromBeingSeen(unit: String) throws {
        for directive in ["PrivateNetwork", "PrivateUsers", "PrivateDevices"] {
            #expect(try values(of: directive, in: unit).isEmpty)
        }
        #expect(try values(of: "RestrictAddressFamilies", in: unit).first?.contains("AF_NETLINK") == true)
    }
}
