// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Whether systemd's journal reads what this process writes (`JOURNAL_STREAM` of systemd.exec(5)).
public enum JournalStream {
    /// Whether standard error goes to the journal itself, and was not redirected since.
    public static let isStandardError: Bool = {
        var status = stat()
        guard let variable = getenv("JOURNAL_STREAM"), fstat(STDERR_FILENO, &status) == 0 else { return false }
        return matches(String(cString: variable), device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
    }()

    /// Whether a variable, device and inode in decimal with a colon between, names that file.
    static func matches(_ variable: String, device: UInt64, inode: UInt64) -> Bool {
        let parts = variable.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 2 && UInt64(parts[0]) == device && UInt64(parts[1]) == inode
    }
}
