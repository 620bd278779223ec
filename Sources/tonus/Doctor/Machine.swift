// SPDX-License-Identifier: Apache-2.0

/// What this machine has that the daemon cannot tell: a snapshot, so that findings can be tested without the machine.
struct Machine {
    static let ruleName = "70-tonus.rules"
    /// Of the service, its socket and the probes (packaging/sysusers.d, udev).
    static let groupName = "tonus"
    /// What tonusd asks for (LimitRTPRIO= in packaging/systemd/tonusd.service).
    static let neededRealTimePriority = 20

    struct User {
        var name: String
        var isRoot: Bool
        /// Names of the groups that this login has.
        var groups: Set<String>
        /// The user was put into the group `tonus`, which counts from the next login.
        var isMemberOnPaper: Bool
    }

    /// A file where a daemon listens, or should.
    struct Socket {
        enum State {
            case absent
            /// The folder lets this user not see what is in it.
            case hidden
            case notASocket
            /// A socket at which nobody listens.
            case stale
            /// Somebody listens, but this user may not connect.
            case denied
            case answered
        }

        var path: String
        var state: State
        var owner: String?
        var group: String?
        /// Permission bits, such as 0o660.
        var mode: UInt32?
    }

    /// A Tonus perineometer that the kernel knows.
    struct Probe {
        /// As in sysfs, such as "1-2".
        var name: String
        var serial: String?
        /// Such as "/dev/bus/usb/001/004".
        var node: String
        /// Nil where there is no device node.
        var nodeOwner: String?
        var nodeGroup: String?
        var nodeMode: UInt32?
        /// Whether this user may read and write the device node.
        var isOpenToUser: Bool
        /// `power/control`: "on", or "auto" where the kernel may put it to sleep; nil where there is none.
        var powerControl: String?
    }

    var user: User
    var groupExists: Bool
    /// Path of the installed udev rule; nil where there is none.
    var udevRule: String?
    /// Path of the installed system service; nil where there is none.
    var serviceUnit: String?
    /// RLIMIT_RTPRIO of this user; nil where it cannot be asked.
    var realTimePriorityLimit: Int?
    /// RLIMIT_MEMLOCK of this user in bytes, `.max` for no limit; nil where it cannot be asked.
    var memoryLockLimit: UInt64?
    var probes: [Probe]
    /// The socket that this command uses.
    var socket: Socket
    /// The system service's.
    var serviceSocket: Socket
}
