// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// Why the virtual device cannot be offered.
public enum VirtualDeviceServerError: Error, Hashable, Sendable {
    /// The kernel's virtual USB host controller is not there.
    case noHostController(errno: Int32)
    case noFreePort
    case attachRefused(port: Int, errno: Int32)
    case listening(port: UInt16, errno: Int32)

    /// What happened, in one sentence.
    public var message: String {
        switch self {
        case .noHostController(let number):
            "The kernel's virtual USB host controller cannot be reached at \(VHCIPort.folder): \(Self.text(number))."
        case .noFreePort: "All ports of the kernel's virtual USB host controller are in use."
        case .attachRefused(let port, let number):
            "The kernel refused to attach the virtual perineometer at port \(port): \(Self.text(number))."
        case .listening(let port, let number): "Listening on 127.0.0.1:\(port) failed: \(Self.text(number))."
        }
    }

    /// What to do about it.
    public var hint: String {
        switch self {
        case .noHostController: "Load it as root: modprobe vhci_hcd"
        case .noFreePort: "End another virtual device, or: usbip port; usbip detach -p PORT"
        case .attachRefused(_, EACCES), .attachRefused(_, EPERM): "Run this as root."
        case .attachRefused: "See what the kernel says: dmesg | tail"
        case .listening(_, EADDRINUSE): "Another program has the port; choose one: --listen PORT"
        case .listening: "Choose another port, of 1024 or more: --listen PORT"
        }
    }

    private static func text(_ number: Int32) -> String { String(cString: strerror(number)) }
}
