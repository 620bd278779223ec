// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Files and folders that only this user may read, whatever the umask says.
enum PrivateFile {
    /// Makes an empty file with mode 0600, or one with contents, and has the disk know of it.
    ///
    /// - Throws: where it exists already, or cannot be written.
    static func create(
        _ path: String, contents: UnsafeRawBufferPointer = UnsafeRawBufferPointer(start: nil, count: 0)
    ) throws(StoreError) {
        let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw SystemError.error(errno, path: path) }
        defer { Glibc.close(descriptor) }
        let isWritten =
            fchmod(descriptor, 0o600) == 0
            && (contents.isEmpty || Glibc.write(descriptor, contents.baseAddress, contents.count) == contents.count)
            && fsync(descriptor) == 0
        guard isWritten else {
            let number = errno
            unlink(path)
            throw SystemError.error(number, path: path)
        }
        try syncFolder(of: path)
    }

    /// As `create`, but the file has its contents from the instant at which it is there, whatever happens meanwhile.
    static func createAtOnce(_ path: String, contents: UnsafeRawBufferPointer) throws(StoreError) {
        let new = "\(path).\(getpid()).new"
        unlink(new)
        try create(new, contents: contents)
        defer { unlink(new) }
        guard link(new, path) == 0 else { throw SystemError.error(errno, path: path) }
        try syncFolder(of: path)
    }

    /// Makes a folder with mode 0700 where there is none, and refuses one that others may enter.
    static func makeFolder(_ path: String) throws(StoreError) {
        if mkdir(path, 0o700) == 0 {
            chmod(path, 0o700)
            try? syncFolder(of: path)
        } else if errno != EEXIST {
            throw SystemError.error(errno, path: path)
        }
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw .file(path: path, reason: "it is not a folder")
        }
        guard status.st_uid == geteuid(), status.st_mode & 0o077 == 0 else {
            throw .file(path: path, reason: "others may enter it; run: chmod 700 \(path)")
        }
    }

    /// Has the disk know which files a folder holds.
    static func syncFolder(of path: String) throws(StoreError) {
        let end = path.lastIndex(of: "/")
        try syncFolder(end.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? ".")
    }

    static func syncFolder(_ folder: String) throws(StoreError) {
        let descriptor = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemError.error(errno, path: folder) }
        defer { Glibc.close(descriptor) }
        guard fsync(descriptor) == 0 else { throw SystemError.error(errno, path: folder) }
    }

    /// The names in a folder, in order.
    static func names(in folder: String) throws(StoreError) -> [String] {
        guard let directory = opendir(folder) else { throw SystemError.error(errno, path: folder) }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            names.append(name)
        }
        return names.sorted()
    }

    static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    /// In bytes; 0 where there is no such file.
    static func size(_ path: String) -> UInt64 {
        var status = stat()
        return lstat(path, &status) == 0 ? UInt64(max(0, status.st_size)) : 0
    }

    /// Whether a file lies on a disk that was made read-only.
    static func isOnReadOnlyDisk(_ path: String) -> Bool {
        var status = statvfs()
        return statvfs(path, &status) == 0 && status.f_flag & UInt(ST_RDONLY) != 0
    }

    /// What a user may still write to the disk of a folder, in bytes; nil where the system does not say.
    static func freeBytes(at folder: String) -> UInt64? {
        var status = statvfs()
        guard statvfs(folder, &status) == 0 else { return nil }
        return UInt64(status.f_bavail) * UInt64(status.f_frsize)
    }
}
