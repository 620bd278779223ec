// SPDX-License-Identifier: Apache-2.0
import Glibc

/// A file beside a session's, which is written anew as a whole. It is sealed under the session's key: whoever erases the
/// session erases this too.
struct CompanionFile {
    /// What it takes to go on with the guided exercise of a session; written with every cue.
    static let exercise = CompanionFile(suffix: "-exercise", magic: "TNE1", purpose: "tonus exercise")
    /// What was worked out of a session that is over, and can be again.
    static let figures = CompanionFile(suffix: "-figures", magic: "TNF1", purpose: "tonus figures")
    static let all = [exercise, figures]

    private let suffix: String
    private let magic: [UInt8]
    private let purpose: [UInt8]

    private init(suffix: String, magic: String, purpose: String) {
        self.suffix = suffix
        self.magic = Array(magic.utf8)
        self.purpose = Array("\(purpose)\0".utf8)
    }

    private func path(beside session: String) -> String { session + suffix }

    /// The file, and the one that takes its place.
    func paths(beside session: String) -> [String] { [path(beside: session), path(beside: session) + ".new"] }

    private func context(_ session: SessionID) -> [UInt8] { purpose + session.bytes }

    /// The disk has all of it when this returns, or what was there before.
    func write(
        _ contents: [UInt8], of session: SessionID, beside path: String, under key: borrowing SecretKey
    ) throws(StoreError) {
        let sealed = magic + Seal.seal(Deflate.pack(contents), context: context(session), under: key)
        let target = self.path(beside: path)
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
    func read(of session: SessionID, beside path: String, under key: borrowing SecretKey) -> [UInt8]? {
        guard let file = fopen(self.path(beside: path), "re") else { return nil }
        defer { fclose(file) }
        // Packing makes nothing longer by more than this.
        var bytes = [UInt8](repeating: 0, count: Deflate.contentLimit + 65_536)
        bytes.removeLast(bytes.count - fread(&bytes, 1, bytes.count, file))
        guard bytes.starts(with: magic) else { return nil }
        return Seal.open(bytes[magic.count...], context: context(session), under: key).flatMap(Deflate.unpack)
    }

    func remove(beside path: String) {
        for file in paths(beside: path) { unlink(file) }
    }

    /// The sessions of a folder that have one.
    func sessions(in folder: String) throws(StoreError) -> [SessionID] {
        let ending = ".\(SessionFile.fileExtension)\(suffix)"
        return try PrivateFile.names(in: folder).compactMap { name in
            name.hasSuffix(ending) ? SessionID(String(name.dropLast(ending.count))) : nil
        }
    }
}
