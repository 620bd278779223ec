// SPDX-License-Identifier: Apache-2.0
import Glibc
import StreamAPI

extension Machine {
    /// Looks at this machine.
    ///
    /// - Parameters:
    ///   - socketPath: the socket that this command uses.
    ///   - root: where /sys, /dev, /etc, /run and /usr are found, without a slash at its end.
    /// - Returns: what was found; what may not be looked at counts as not there.
    static func look(socketPath: String, root: String = "") -> Machine {
        // The order in which udev itself looks (udev(7)).
        let rule = first(
            ["/etc/udev/rules.d", "/run/udev/rules.d", "/usr/local/lib/udev/rules.d", "/usr/lib/udev/rules.d"]
                .map { "\($0)/\(ruleName)" }, root: root)
        // systemd.unit(5).
        let unit = first(
            ["/etc/systemd/system", "/usr/local/lib/systemd/system", "/usr/lib/systemd/system"]
                .map { "\($0)/tonusd.service" }, root: root)
        return Machine(
            user: Account.current(member: groupName), groupExists: getgrnam(groupName) != nil, udevRule: rule,
            serviceUnit: unit,
            // RLIMIT_RTPRIO is 14 and RLIMIT_MEMLOCK 8 on every architecture of Linux that Swift has.
            realTimePriorityLimit: limit(14).map { Int(min($0, UInt64(Int32.max))) }, memoryLockLimit: limit(8),
            probes: probes(root: root), socket: socket(socketPath),
            serviceSocket: socket(root + SocketPath.service))
    }

    private static func first(_ paths: [String], root: String) -> String? {
        paths.lazy.map { root + $0 }.first { access($0, F_OK) == 0 }
    }

    private static func limit(_ number: UInt32) -> UInt64? {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(number), &limit) == 0 else { return nil }
        return UInt64(limit.rlim_cur)
    }

    static func socket(_ path: String) -> Socket {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            return Socket(path: path, state: errno == EACCES ? .hidden : .absent)
        }
        var socket = Socket(
            path: path, state: .notASocket, owner: Account.user(status.st_uid), group: Account.group(status.st_gid),
            mode: status.st_mode & 0o7777)
        if status.st_mode & S_IFMT == S_IFSOCK { socket.state = answer(at: path) }
        return socket
    }

    private static func answer(at path: String) -> Socket.State {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        guard path.utf8.count <= SocketPath.longestBytes else { return .stale }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let descriptor = Glibc.socket(
            AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0 else { return .denied }
        defer { close(descriptor) }
        let result = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        if result == 0 || errno == EAGAIN { return .answered }
        return errno == ECONNREFUSED ? .stale : .denied
    }

    // MARK: sysfs

    /// Vendor, product and interface of the udev rule.
    private static func probes(root: String) -> [Probe] {
        let devices = "\(root)/sys/bus/usb/devices"
        return names(in: devices).filter { !$0.contains(":") }.sorted().compactMap { name in
            let folder = "\(devices)/\(name)"
            guard text("\(folder)/idVendor") == "1209", text("\(folder)/idProduct") == "0001",
                hasInterface(name, in: devices),
                let bus = text("\(folder)/busnum").flatMap(Int.init),
                let number = text("\(folder)/devnum").flatMap(Int.init)
            else { return nil }
            let node = "\(root)/dev/bus/usb/\(three(bus))/\(three(number))"
            var status = stat()
            let exists = stat(node, &status) == 0
            return Probe(
                name: name, serial: text("\(folder)/serial"), node: node,
                nodeOwner: exists ? Account.user(status.st_uid) : nil,
                nodeGroup: exists ? Account.group(status.st_gid) : nil,
                nodeMode: exists ? status.st_mode & 0o7777 : nil, isOpenToUser: access(node, R_OK | W_OK) == 0,
                powerControl: text("\(folder)/power/control"))
        }
    }

    /// 1209:0001 is for anyone's prototypes, so the interface is asked for as well: class FF, subclass 00, protocol 01.
    private static func hasInterface(_ name: String, in devices: String) -> Bool {
        (names(in: devices) + names(in: "\(devices)/\(name)")).contains { interface in
            guard interface.hasPrefix("\(name):") else { return false }
            return ["\(devices)/\(interface)", "\(devices)/\(name)/\(interface)"].contains { folder in
                text("\(folder)/bInterfaceClass") == "ff" && text("\(folder)/bInterfaceSubClass") == "00"
                    && text("\(folder)/bInterfaceProtocol") == "01"
            }
        }
    }

    private static func three(_ number: Int) -> String {
        String(repeating: "0", count: max(0, 3 - String(number).count)) + String(number)
    }

    private static func names(in folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names
    }

    /// The first line of a small file.
    private static func text(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = read(descriptor, &bytes, bytes.count)
        guard count > 0 else { return nil }
        return bytes[..<count].split(separator: UInt8(ascii: "\n")).first.map { String(decoding: $0, as: UTF8.self) }
    }
}
