// SPDX-License-Identifier: Apache-2.0
import Glibc

/// What this machine has that the daemon cannot tell.
struct Machine {
    static let ruleName = "70-tonus.rules"

    /// Path of the installed udev rule; nil where there is none.
    var udevRule: String?
    /// RLIMIT_RTPRIO of this user; nil where it cannot be asked.
    var realTimePriorityLimit: Int?

    static func look() -> Machine {
        // The order in which udev itself looks (udev(7)).
        let folders = [
            "/etc/udev/rules.d", "/run/udev/rules.d", "/usr/local/lib/udev/rules.d", "/usr/lib/udev/rules.d",
        ]
        let rule = folders.lazy.map { folder -> String in "\(folder)/\(ruleName)" }.first { path in
            access(path, F_OK) == 0
        }
        var limit = rlimit()
        // RLIMIT_RTPRIO is 14 on every architecture of Linux that Swift has.
        let isKnown = getrlimit(__rlimit_resource_t(14), &limit) == 0
        let value = limit.rlim_cur > UInt(Int32.max) ? Int(Int32.max) : Int(limit.rlim_cur)
        return Machine(udevRule: rule, realTimePriorityLimit: isKnown ? value : nil)
    }
}
