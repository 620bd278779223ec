// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// The kernel's virtual USB host controller (module vhci_hcd), driven through sysfs without the usbip tools
/// (Linux kernel, drivers/usb/usbip/vhci_sysfs.c).
enum VHCIPort {
    static let folder = "/sys/devices/platform/vhci_hcd.0"

    /// Plugs one end of a new socket pair into a free port.
    ///
    /// - Returns: the other end, and the port's number.
    static func attach() throws(VirtualDeviceServerError) -> (descriptor: Int32, port: Int) {
        guard let status = readText(folder + "/status") else { throw .noHostController(errno: errno) }
        guard let port = freePort(inStatus: status) else { throw .noFreePort }
        var ends: (Int32, Int32) = (-1, -1)
        let result = withUnsafeMutableBytes(of: &ends) {
            socketpair(
                AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0,
                $0.assumingMemoryBound(to: Int32.self).baseAddress)
        }
        guard result == 0 else { throw .attachRefused(port: port, errno: errno) }
        // The kernel looks the number up among the descriptors of the process that writes it, and keeps the socket.
        let text = "\(port) \(ends.1) \(USBIPListing.deviceID) \(USBIPListing.fullSpeed)"
        let failure = writeText(text, to: folder + "/attach")
        close(ends.1)
        guard failure == 0 else {
            close(ends.0)
            throw .attachRefused(port: port, errno: failure)
        }
        return (ends.0, port)
    }

    /// The first port for devices below SuperSpeed that has none, in the text of `status`: its columns are hub, port
    /// and state, of which 4 is VDEV_ST_NULL.
    static func freePort(inStatus text: String) -> Int? {
        for line in text.split(separator: "\n") {
            let columns = line.split(separator: " ")
            guard columns.count >= 3, columns[0] == "hs", Int(columns[2]) == 4 else { continue }
            return Int(columns[1])
        }
        return nil
    }

    private static func readText(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        // sysfs gives one page at most.
        let bytes = [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
            count = max(0, read(descriptor, buffer.baseAddress, buffer.count))
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Returns 0 or the error's number.
    private static func writeText(_ text: String, to path: String) -> Int32 {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return errno }
        defer { close(descriptor) }
        return Array(text.utf8).withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) } < 0 ? errno : 0
    }
}
