// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// A TCP socket that listens on this machine only: USB/IP knows neither passwords nor encryption.
final class LoopbackListener {
    let descriptor: Int32
    /// The port in use, also where 0 asked for any.
    let port: UInt16

    init(port: UInt16) throws(VirtualDeviceServerError) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw .listening(port: port, errno: errno) }
        var one: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let socket = descriptor
        let failed = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, length) != 0 || listen(socket, 8) != 0 || getsockname(socket, $0, &length) != 0
            }
        }
        guard !failed else {
            let reason = errno
            close(descriptor)
            throw .listening(port: port, errno: reason)
        }
        self.port = UInt16(bigEndian: address.sin_port)
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    }

    deinit { close(descriptor) }

    /// The connection that waits, if there is one.
    func accept() -> USBIPConnection? {
        let connection = accept4(descriptor)
        guard connection >= 0 else { return nil }
        // A packet of 64 bytes each millisecond must not wait for company.
        var one: Int32 = 1
        setsockopt(connection, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        return USBIPConnection(descriptor: connection)
    }

    private func accept4(_ descriptor: Int32) -> Int32 {
        let connection = Glibc.accept(descriptor, nil, nil)
        if connection >= 0 { _ = fcntl(connection, F_SETFD, FD_CLOEXEC) }
        return connection
    }
}
