// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Testing

@testable import tonus

/// Looks at machines that are made of folders.
@Suite final class MachineTests {
    private let root: String

    init() throws {
        root = "/tmp/tonus-machine-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    private func write(_ text: String, _ path: String) throws {
        let file = root + path
        try FileManager.default.createDirectory(
            atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try text.write(toFile: file, atomically: false, encoding: .utf8)
    }

    private func plug(_ name: String, vendor: String = "1209", protocolNumber: String = "01", number: Int) throws {
        let folder = "/sys/bus/usb/devices/\(name)"
        for (file, text) in [
            ("idVendor", vendor), ("idProduct", "0001"), ("busnum", "1"), ("devnum", "\(number)"), ("serial", "P-7"),
            ("power/control", "auto"),
        ] { try write(text + "\n", "\(folder)/\(file)") }
        let interface = "/sys/bus/usb/devices/\(name):1.0"
        for (file, text) in [
            ("bInterfaceClass", "ff"), ("bInterfaceSubClass", "00"), ("bInterfaceProtocol", protocolNumber),
        ] { try write(text + "\n", "\(interface)/\(file)") }
    }

    private func look() -> Machine { Machine.look(socketPath: root + "/tonus.sock", root: root) }

    @Test func onlyTonusProbesAreSeen() throws {
        try plug("1-2", number: 4)
        try plug("1-3", vendor: "046d", number: 5)
        try plug("1-4", protocolNumber: "02", number: 6)
        try write("", "/dev/bus/usb/001/004")
        chmod(root + "/dev/bus/usb/001/004", 0o640)
        let probes = look().probes
        #expect(probes.map(\.name) == ["1-2"])
        let probe = try #require(probes.first)
        #expect(probe.serial == "P-7")
        #expect(probe.node == root + "/dev/bus/usb/001/004")
        #expect(probe.nodeMode == 0o640)
        #expect(probe.isOpenToUser)
        #expect(probe.powerControl == "auto")
    }

    @Test func aProbeWithoutADeviceNode() throws {
        try plug("1-2", number: 123)
        let probe = try #require(look().probes.first)
        #expect(probe.node.hasSuffix("/dev/bus/usb/001/123"))
        #expect(probe.nodeMode == nil)
        #expect(!probe.isOpenToUser)
    }

    @Test func anEmptyMachine() {
        let machine = look()
        #expect(machine.probes.isEmpty)
        #expect(machine.udevRule == nil)
        #expect(machine.serviceUnit == nil)
        #expect(machine.socket.state == .absent)
    }

    @Test func theRuleAndTheServiceAreFoundWhereverTheyWereInstalled() throws {
        try write("", "/usr/lib/udev/rules.d/70-tonus.rules")
        try write("", "/usr/local/lib/systemd/system/tonusd.service")
        #expect(look().udevRule == root + "/usr/lib/udev/rules.d/70-tonus.rules")
        #expect(look().serviceUnit == root + "/usr/local/lib/systemd/system/tonusd.service")
        try write("", "/etc/udev/rules.d/70-tonus.rules")
        #expect(look().udevRule == root + "/etc/udev/rules.d/70-tonus.rules")
    }

    @Test func aSocketIsAnsweredStaleOrNone() throws {
        let path = root + "/tonus.sock"
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let server = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        let bound = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(server, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        #expect(bound == 0)
        #expect(listen(server, 8) == 0)
        #expect(look().socket.state == .answered)
        close(server)
        #expect(look().socket.state == .stale)
        unlink(path)
        try write("", "/tonus.sock")
        #expect(look().socket.state == .notASocket)
    }
}
