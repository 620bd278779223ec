// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc

/// Finds frames in the bytes of a file and of its log, without asking the database: each lies in one piece and begins
/// with a word of its own. What is found is only a place to look: whether it is a block, its seal tells.
struct FrameScan {
    struct Place: Hashable {
        var path: String
        var offset: Int
        var length: Int
    }

    /// Where blocks of a number may lie; several where the log holds one too.
    private(set) var blocks: [UInt64: [Place]] = [:]
    private(set) var keys: [Place] = []

    /// Files that cannot be read hold nothing.
    init(_ path: String) {
        for file in [path, path + "-wal"] { scan(file) }
    }

    /// Looks into one file alone.
    init(only path: String) { scan(path) }

    private mutating func scan(_ path: String) {
        guard let file = FileHandle(forReadingAtPath: path) else { return }
        defer { try? file.close() }
        let windowLength = 1 << 20
        var offset = 0
        var window: [UInt8] = []
        while let data = try? file.read(upToCount: windowLength), !data.isEmpty {
            window += data
            let isLast = data.count < windowLength
            let end = isLast ? window.count : window.count - BlockHeader.blockLimit
            examine(window, upTo: end, of: path, at: offset)
            window.removeFirst(max(0, end))
            offset += max(0, end)
            if isLast { break }
        }
    }

    private mutating func examine(_ window: [UInt8], upTo end: Int, of path: String, at offset: Int) {
        var next = 0
        while next < end, let found = Self.firstWord(in: window, from: next, upTo: end) {
            next = found + 1
            if window[found...].starts(with: BlockHeader.magic) {
                let bytes = Array(window[found..<min(window.count, found + BlockHeader.length)])
                guard let header = BlockHeader(decoding: bytes) else { continue }
                let length = BlockHeader.length + Int(header.sealedLength)
                blocks[header.number, default: []].append(Place(path: path, offset: offset + found, length: length))
            } else if window[found...].starts(with: KeyFrame.magic) {
                keys.append(Place(path: path, offset: offset + found, length: KeyFrame.length))
            }
        }
    }

    /// Both words begin with "TN".
    private static func firstWord(in window: [UInt8], from start: Int, upTo end: Int) -> Int? {
        window.withUnsafeBytes { bytes -> Int? in
            guard let base = bytes.baseAddress else { return nil }
            var next = start
            while next < end, let found = memchr(base + next, Int32(UInt8(ascii: "T")), end - next) {
                let place = found - UnsafeMutableRawPointer(mutating: base)
                if place + 1 < bytes.count, bytes[place + 1] == UInt8(ascii: "N") { return place }
                next = place + 1
            }
            return nil
        }
    }

    static func read(_ place: Place) -> [UInt8]? {
        guard let file = FileHandle(forReadingAtPath: place.path) else { return nil }
        defer { try? file.close() }
        guard (try? file.seek(toOffset: UInt64(place.offset))) != nil,
            let data = try? file.read(upToCount: place.length), data.count == place.length
        else { return nil }
        return [UInt8](data)
    }

    /// Overwrites a frame with zeros, on the disk.
    static func overwrite(_ place: Place) throws(StoreError) {
        let descriptor = Glibc.open(place.path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemError.error(errno, path: place.path) }
        defer { Glibc.close(descriptor) }
        let zeros = [UInt8](repeating: 0, count: place.length)
        guard pwrite(descriptor, zeros, zeros.count, place.offset) == zeros.count, fsync(descriptor) == 0 else {
            throw SystemError.error(errno, path: place.path)
        }
    }
}
