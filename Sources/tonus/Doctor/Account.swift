// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Names of users and groups; numbers where there are no names.
enum Account {
    static func user(_ id: uid_t) -> String { getpwuid(id).map { String(cString: $0.pointee.pw_name) } ?? "\(id)" }

    static func group(_ id: gid_t) -> String { getgrgid(id).map { String(cString: $0.pointee.gr_name) } ?? "\(id)" }

    /// Who runs this program, and whether the system's list of groups has them in the group `member`.
    static func current(member: String) -> Machine.User {
        let name = user(geteuid())
        var ids = [gid_t](repeating: 0, count: 1024)
        let count = getgroups(Int32(ids.count), &ids)
        let groups = ids.prefix(Int(max(0, count))) + [getegid()]
        var isMember = false
        if let entry = getgrnam(member), let list = entry.pointee.gr_mem {
            var place = 0
            while let one = list[place] {
                if String(cString: one) == name { isMember = true }
                place += 1
            }
        }
        return Machine.User(
            name: name, isRoot: geteuid() == 0, groups: Set(groups.map(group)), isMemberOnPaper: isMember)
    }
}
