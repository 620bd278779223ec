// SPDX-License-Identifier: Apache-2.0
public import Glibc

/// The names of users and groups on this machine.
public struct Accounts: Sendable {
    /// What came of looking for a name.
    public enum Found<ID: Sendable & Equatable>: Sendable, Equatable {
        case number(ID)
        case unknown
        /// The database could not be read.
        case unreadable(reason: String)
    }

    public var user: @Sendable (String) -> Found<uid_t>
    public var group: @Sendable (String) -> Found<gid_t>

    public init(
        user: @escaping @Sendable (String) -> Found<uid_t>, group: @escaping @Sendable (String) -> Found<gid_t>
    ) {
        self.user = user
        self.group = group
    }

    /// Those of the system (`nsswitch.conf`). May wait for a directory server where one is configured.
    public static let system = Accounts(
        user: { name in
            var entry = passwd()
            var result: UnsafeMutablePointer<passwd>?
            let code = withGrowingBuffer { getpwnam_r(name, &entry, $0, $1, &result) }
            if code != 0, !meansUnknown(code) { return .unreadable(reason: String(cString: strerror(code))) }
            return result == nil ? .unknown : .number(entry.pw_uid)
        },
        group: { name in
            var entry = Glibc.group()
            var result: UnsafeMutablePointer<Glibc.group>?
            let code = withGrowingBuffer { getgrnam_r(name, &entry, $0, $1, &result) }
            if code != 0, !meansUnknown(code) { return .unreadable(reason: String(cString: strerror(code))) }
            return result == nil ? .unknown : .number(entry.gr_gid)
        })

    /// The name of a user of the system; nil where the number has none.
    static func userName(of number: uid_t) -> String? {
        var entry = passwd()
        var result: UnsafeMutablePointer<passwd>?
        var name: String?
        _ = withGrowingBuffer { buffer, size in
            let code = getpwuid_r(number, &entry, buffer, size, &result)
            if code == 0, result != nil, let text = entry.pw_name { name = String(cString: text) }
            return code
        }
        return name
    }

    /// getpwnam_r(3): these too are said where there is no such name.
    private static func meansUnknown(_ code: CInt) -> Bool {
        [ENOENT, ESRCH, EBADF, EPERM].contains(code)
    }

    /// Calls with a larger buffer as long as the call asks for one, up to 1 MiB.
    private static func withGrowingBuffer(_ call: (UnsafeMutablePointer<CChar>, Int) -> CInt) -> CInt {
        var size = 1024
        while true {
            let code = withUnsafeTemporaryAllocation(of: CChar.self, capacity: size) {
                $0.baseAddress.map { call($0, size) } ?? ENOMEM
            }
            guard code == ERANGE, size < 1 << 20 else { return code }
            size *= 4
        }
    }
}
