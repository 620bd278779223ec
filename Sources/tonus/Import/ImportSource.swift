// SPDX-License-Identifier: Apache-2.0
import Glibc
import SessionExport

/// A recording where it can be read at any place and as often as needed: a file of its own, or, for what comes sealed or
/// from a pipe, memory, so that nothing that was sealed ever lies open on a disk.
final class ImportSource {
    /// To be read from.
    let path: String
    /// What errors call it.
    let name: String
    /// SHA-256 of the recording, opened where it was sealed.
    let digest: String
    private let memory: Int32?

    /// What is kept in memory (assumption: days of a text, months of EDF).
    static let memoryBytes = 512 << 20
    private static let ageStart = Array("age-encryption.org/".utf8)
    private static let armour = Array("-----BEGIN AGE".utf8)

    /// - Parameters:
    ///   - path: of the file; `-` for standard input.
    ///   - identity: what opens it, where it is sealed: asked for then alone.
    /// - Throws: `ImportSourceError`, `AgeError`.
    init(path: String, identity: () throws -> AgeIdentity?) throws {
        name = path == "-" ? "standard input" : path
        let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else { throw ImportSourceError.system(name, "Opening", errno) }
        defer { if path != "-" { close(descriptor) } }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw ImportSourceError.system(name, "Looking at", errno) }
        guard status.st_mode & S_IFMT != S_IFDIR else { throw ImportSourceError.folder(name) }
        let isFile = path != "-" && status.st_mode & S_IFMT == S_IFREG
        let input = FileInput(descriptor, name: name)
        let start = try input.peek(Self.ageStart.count)
        if start.starts(with: Self.armour) { throw AgeError.notAge }
        let isSealed = start.elementsEqual(Self.ageStart)
        guard isSealed || !isFile else {
            self.path = path
            memory = nil
            var digest = FileDigest()
            while case let bytes = try input.read(), !bytes.isEmpty { digest.update(bytes) }
            self.digest = digest.finish()
            return
        }
        let spool = try Self.openMemory(for: name)
        memory = spool
        self.path = "/proc/self/fd/\(spool)"
        let sink = MemoryFile(spool, name: name)
        do {
            if isSealed {
                guard let identity = try identity() else { throw ImportSourceError.sealed(name) }
                try AgeOpening.open(identity: identity, into: sink) { try input.read() }
            } else {
                while case let bytes = try input.read(), !bytes.isEmpty { try sink.write(bytes) }
            }
        } catch {
            close(spool)
            throw error
        }
        digest = sink.digest.finish()
    }

    /// A file of this process alone, without a name, that is in memory.
    private static func openMemory(for name: String) throws -> Int32 {
        let unique = "/tonus-import-\(UInt64.random(in: 0...UInt64.max))"
        let descriptor = shm_open(unique, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw ImportSourceError.system("memory for \(name)", "Making", errno) }
        shm_unlink(unique)
        return descriptor
    }

    deinit { if let memory { close(memory) } }
}

/// Why there is nothing to import.
enum ImportSourceError: Error {
    case system(String, String, Int32)
    case folder(String)
    /// It is sealed, and nothing was given that opens it.
    case sealed(String)
    case tooLarge(String)

    var message: String {
        switch self {
        case .system(let name, let operation, let code):
            "\(operation) \(name) failed: \(String(cString: strerror(code)))."
        case .folder(let name): "\(name) is a folder, not a recording."
        case .sealed(let name): "\(name) is sealed with age."
        case .tooLarge(let name):
            "\(name) is larger than \(ImportSource.memoryBytes >> 20) MiB, the most that is taken from a pipe or a sealed "
                + "file."
        }
    }

    var hint: String {
        switch self {
        case .system: "Look at the reason; check the path and its permissions."
        case .folder: "Name a file in it."
        case .sealed: "Give --identity FILE, --passphrase-file FILE or --passphrase, whichever it was sealed with."
        case .tooLarge: "Save it to a file and name that; age --decrypt opens a sealed one."
        }
    }

    /// sysexits.h.
    var exitCode: Int32 {
        switch self {
        case .system(_, let operation, _): operation == "Opening" ? 66 : 74  // EX_NOINPUT, EX_IOERR
        case .folder: 66
        case .sealed: 64  // EX_USAGE
        case .tooLarge: 65  // EX_DATAERR
        }
    }
}

/// Reads what comes, block by block.
private final class FileInput {
    private let descriptor: Int32
    private let name: String
    private var waiting: [UInt8] = []

    init(_ descriptor: Int32, name: String) {
        self.descriptor = descriptor
        self.name = name
    }

    /// The first bytes, fewer at the end; they are read again.
    func peek(_ count: Int) throws -> ArraySlice<UInt8> {
        while waiting.count < count {
            let more = try next()
            if more.isEmpty { break }
            waiting += more
        }
        return waiting.prefix(count)
    }

    /// Some bytes; none at the end.
    func read() throws -> [UInt8] {
        guard waiting.isEmpty else {
            defer { waiting = [] }
            return waiting
        }
        return try next()
    }

    private func next() throws -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count >= 0 { return Array(buffer.prefix(count)) }
            if errno != EINTR { throw ImportSourceError.system(name, "Reading", errno) }
        }
    }
}

/// A file in memory, of bounded size.
private final class MemoryFile: ByteSink {
    private let descriptor: Int32
    private let name: String
    private var bytes = 0
    var digest = FileDigest()

    init(_ descriptor: Int32, name: String) {
        self.descriptor = descriptor
        self.name = name
    }

    func write(_ block: [UInt8]) throws {
        bytes += block.count
        guard bytes <= ImportSource.memoryBytes else { throw ImportSourceError.tooLarge(name) }
        digest.update(block)
        try block.withUnsafeBytes { buffer in
            var rest = buffer
            while !rest.isEmpty {
                let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
                if count > 0 {
                    rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
                } else if errno != EINTR {
                    throw ImportSourceError.system("memory for \(name)", "Writing", errno)
                }
            }
        }
    }

    func finish() {}
}
