// SPDX-License-Identifier: Apache-2.0
import Glibc

/// What it takes to go on with the guided exercise of a session, in a file of its own beside the session's, which is
/// written anew with every cue. It is sealed under the session's key: whoever erases the session erases this too.
enum ExerciseFile {
    private static let suffix = "-exercise"
    private static let magic = Array("TNE1".utf8)

    private static func path(beside session: String) -> String { session + suffix }

    /// The file, and the one that takes its place.
    static func paths(beside session: String) -> [String] {
        [path(beside: session), path(beside: session) + ".new"]
    }

    private static func context(_ session: SessionID) -> [UInt8] { Array("tonus exercise\0".utf8) + session.bytes }

    /// The disk has all of it when this returns, or what was there before.
    static func write(
        _ contents: [UInt8], of session: SessionID, beside path: String, under key: borrowing SecretKey
    ) throws(StoreError) {
        let sealed = magic + Seal.seal(Deflate.pack(contents), context: context(session), under: key)
        let target = Self.path(beside: path)
        let new = target + ".new"
        unlink(new)
        let result = sealed.withUnsafeBytes { bytes -> Result<Void, StoreError> in
            do throws(StoreError) { return .success(try PrivateFile.create(new, contents: bytes)) } catch {
                return .failure(error)
            }
        }
        try result.get()
        guard rename(new, target) == 0 else { throw SystemError.error(errno, path: target) }
        try PrivateFile.syncFolder(of: target)
    }

    /// Nil where there is none, or none that opens.
    static func read(of session: SessionID, beside path: String, under key: borrowing SecretKey) -> [UInt8]? {
        guard let file = fopen(Self.path(beside: path), "re") else { return nil }
        defer { fclose(file) }
        // Packing makes nothing longer by more than this.
        var bytes = [UInt8](repeating: 0, count: Deflate.contentLimit + 65_536)
        bytes.removeLast(bytes.count - fread(&bytes, 1, bytes.count, file))
        guard bytes.starts(with: magic) else { return nil }
        return Seal.open(bytes[magic.count...], context: context(session), under: key).flatMap(Deflate.unpack)
    }

    static func remove(beside path: String) {
        for file in paths(beside: path) { unlink(file) }
    }

    /// The sessions of a folder that have one.
    static func sessions(in folder: String) throws(StoreError) -> [SessionID] {
        let ending = ".\(SessionFile.fileExtension)\(suffix)"
        return try PrivateFile.names(in: folder).compactMap { name in
            name.hasSuffix(ending) ? SessionID(String(name.dropLast(ending.count))) : nil
        }
    }
}
