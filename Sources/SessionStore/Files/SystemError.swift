// SPDX-License-Identifier: Apache-2.0
import Glibc

enum SystemError {
    /// What the system says to an `errno`.
    static func text(_ number: Int32) -> String { String(cString: strerror(number)) }

    /// The error of the store that an `errno` of a call on a file stands for.
    static func error(_ number: Int32, path: String) -> StoreError {
        switch number {
        case ENOSPC, EDQUOT, EFBIG: .diskFull(path: path, freeBytes: nil)
        case EROFS, EACCES, EPERM: .readOnly(path: path)
        case EIO: .inputOutput(path: path, reason: text(number))
        default: .file(path: path, reason: text(number))
        }
    }
}
