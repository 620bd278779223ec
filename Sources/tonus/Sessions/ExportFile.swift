// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import FoundationEssentials
import Glibc
import TonusClient

/// A file that is whole or not there: written beside its place, with mode 0600, and moved there at the end.
final class ExportFile {
    private let path: String?
    private let partial: String
    private let descriptor: Int32
    private var problem: Int32 = 0

    /// - Parameter path: "-" for standard output.
    /// - Throws: the exit code, after saying why, where the file exists or cannot be made.
    init(path: String) throws {
        guard path != "-" else {
            self.path = nil
            partial = ""
            descriptor = STDOUT_FILENO
            return
        }
        self.path = path
        partial = path + ".partial"
        guard access(path, F_OK) != 0 else {
            printError("tonus: \(path) exists already\n  Give another name, or remove it first.\n")
            throw ExitCode(73)
        }
        unlink(partial)
        descriptor = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.end(path, errno) }
    }

    /// Fetches something into a file.
    ///
    /// - Throws: the exit code, after saying why. The file is not there then.
    static func write(
        to path: String, over connection: ConnectionOptions,
        _ fetch: (TonusConnection, (Data) -> Void) throws(ClientError) -> Void
    ) throws {
        let file = try ExportFile(path: path)
        do {
            try connection.withConnection { tonus throws(ClientError) in try fetch(tonus) { file.write($0) } }
        } catch {
            file.discard()
            throw error
        }
        try file.keep()
    }

    func write(_ data: Data) {
        data.withUnsafeBytes { (bytes: UnsafeRawBufferPointer) in
            var rest = bytes
            while !rest.isEmpty, problem == 0 {
                let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
                if count < 0 {
                    if errno != EINTR { problem = errno }
                } else {
                    rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
                }
            }
        }
    }

    func keep() throws {
        guard let path else {
            if problem != 0 { throw Self.end("standard output", problem) }
            return
        }
        if problem == 0, fsync(descriptor) != 0 { problem = errno }
        close(descriptor)
        if problem == 0, rename(partial, path) != 0 { problem = errno }
        if problem != 0 {
            unlink(partial)
            throw Self.end(path, problem)
        }
    }

    func discard() {
        guard path != nil else { return }
        close(descriptor)
        unlink(partial)
    }

    private static func end(_ path: String, _ problem: Int32) -> ExitCode {
        printError(
            "tonus: \(path) could not be written: \(String(cString: strerror(problem)))\n"
                + "  See that the folder exists, is yours, and has room.\n")
        return ExitCode(74)
    }
}
