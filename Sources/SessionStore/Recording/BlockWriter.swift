// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
import Perineometry

/// Numbers, seals and writes the blocks of one segment. Each commit is on the disk when it returns.
final class BlockWriter {
    let session: SessionID
    let path: String
    let segment: UInt16
    let began: ClockPair
    let clock: RecordingClock
    private let key: SecretKey
    private let database: DatabaseQueue
    private(set) var nextNumber: UInt64
    private var waiting: [(number: UInt64, frame: [UInt8])] = []
    /// How much the next commit writes.
    private(set) var waitingBytes = 0

    init(
        session: SessionID, database: DatabaseQueue, key: consuming SecretKey, segment: UInt16, began: ClockPair,
        clock: RecordingClock, nextNumber: UInt64
    ) {
        self.session = session
        self.path = database.path
        self.database = database
        self.key = key
        self.segment = segment
        self.began = began
        self.clock = clock
        self.nextNumber = nextNumber
    }

    /// Adds a block to the next commit.
    func add(_ kind: BlockKind, packed: [UInt8], span: ClosedRange<HostTime>? = nil) {
        let now = span ?? began.host...max(began.host, clock.now().host)
        let begin = microseconds(span == nil ? now.upperBound : now.lowerBound)
        for copy in 0...(kind.isWrittenTwice ? 1 : 0) as ClosedRange<UInt8> {
            let header = BlockHeader(
                kind: kind, copy: copy, segment: segment, number: nextNumber, begin: begin,
                end: microseconds(now.upperBound))
            let frame = Block.seal(packed: packed, header: header, of: session, under: key)
            waiting.append((nextNumber, frame))
            waitingBytes += frame.count
            nextNumber += 1
        }
    }

    func add(_ kind: BlockKind, _ record: some Encodable) {
        add(kind, packed: Deflate.pack(RecordCoding.encode(record)))
    }

    /// Adds events, in as many blocks as they need.
    func add(_ events: ArraySlice<SessionEvent>) {
        guard !events.isEmpty else { return }
        let packed = Deflate.pack(RecordCoding.encode(Array(events)))
        if events.count == 1 || Block.fits(packed: packed) {
            add(.events, packed: packed)
        } else {
            let middle = events.startIndex + events.count / 2
            add(events[..<middle])
            add(events[middle...])
        }
    }

    /// Adds frames as they were sealed, under the numbers that they have.
    func add(frames: [(number: UInt64, frame: [UInt8])]) { waiting += frames }

    private func microseconds(_ time: HostTime) -> UInt64 {
        time > began.host ? (time.nanoseconds - began.host.nanoseconds) / 1000 : 0
    }

    var isEmpty: Bool { waiting.isEmpty }

    /// Writes what waits, all of it or nothing.
    func commit() throws(StoreError) {
        guard !waiting.isEmpty else { return }
        try DatabaseFailure.translated(path) {
            try database.write { database in
                let statement = try database.cachedStatement(
                    sql: "INSERT OR REPLACE INTO block (number, frame) VALUES (?, ?)")
                for (number, frame) in waiting {
                    try statement.execute(arguments: [Int64(number), frame.asData])
                }
            }
        }
        // After a fault of the disk the kernel may make it read-only under an open file; ext4 then still takes what needs no
        // new room, keeps it in memory alone, and says that it is on the disk.
        if PrivateFile.isOnReadOnlyDisk(path) { throw .readOnly(path: path) }
        waiting.removeAll(keepingCapacity: true)
        waitingBytes = 0
    }

    /// Puts aside what it takes to go on with an exercise, in place of what was put aside before; nil: nothing.
    func keepExercise(_ contents: [UInt8]?) throws(StoreError) {
        guard let contents else { return CompanionFile.exercise.remove(beside: path) }
        try CompanionFile.exercise.write(contents, of: session, beside: path, under: key)
    }

    /// Leaves one file behind, to which nothing will be added.
    func settle() throws(StoreError) { try SealedDatabase.settle(database) }

    /// Lets go of the file as it is.
    func abandon() { try? database.close() }
}
