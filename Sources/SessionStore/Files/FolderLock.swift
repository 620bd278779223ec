// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Keeps a second program out of a folder of sessions. The system lets go of it when the program ends, however it does.
final class FolderLock: Sendable {
    private let descriptor: Int32

    init(_ folder: String) throws(StoreError) {
        let path = folder + "/lock"
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw SystemError.error(errno, path: path) }
        fchmod(descriptor, 0o600)
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let number = errno
            Glibc.close(descriptor)
            throw number == EWOULDBLOCK ? .inUse(path: folder) : SystemError.error(number, path: path)
        }
        self.descriptor = descriptor
    }

    deinit { Glibc.close(descriptor) }
}
