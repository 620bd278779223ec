// SPDX-License-Identifier: Apache-2.0
import Dispatch
import SessionExport
import Synchronization

/// An export on its way to a client: written by a thread of its own, fetched piece by piece. No more is made than the
/// client takes, and nothing of it ever lies on the disk.
final class ExportJob: ByteSink, @unchecked Sendable {
    // Unchecked: everything that changes is under the lock.
    private let state = Mutex(State())
    /// Tells the writing thread that there is room again, or that nobody wants it any more.
    private let room = DispatchSemaphore(value: 0)

    private struct State {
        var bytes: [UInt8] = []
        var end: Result<Void, any Error>?
        var isCancelled = false
        var isWriterWaiting = false
        var reader: (@Sendable (Piece) -> Void)?
    }

    /// What a reader gets.
    enum Piece: Sendable {
        case bytes([UInt8], isLast: Bool)
        case failed(any Error)
    }

    /// As much as fits a line of the protocol in base 64, with what stands around it.
    static let pieceBytes = 32 * 1024
    private static let waitingBytes = 256 * 1024

    /// Nobody wants it any more.
    struct Cancelled: Error {}

    /// Writes on a thread of its own, where nothing waits for it.
    func run(_ body: @escaping @Sendable (ExportJob) throws -> Void) {
        BackgroundThread.run("tonus-export") { [self] in
            let end = Result { try body(self) }
            hand { state in state.end = end }
        }
    }

    func write(_ bytes: [UInt8]) throws {
        hand { $0.bytes += bytes }
        while true {
            let mustWait = try state.withLock { state in
                if state.isCancelled { throw Cancelled() }
                state.isWriterWaiting = state.bytes.count > Self.waitingBytes
                return state.isWriterWaiting
            }
            guard mustWait else { return }
            room.wait()
        }
    }

    func finish() {}

    /// Asks for the next piece; one at a time.
    ///
    /// - Parameter reader: called once, from any thread.
    /// - Returns: false where another one is asked for already.
    func read(_ reader: @escaping @Sendable (Piece) -> Void) -> Bool {
        let isFirst = state.withLock { state in
            guard state.reader == nil else { return false }
            state.reader = reader
            return true
        }
        if isFirst { hand { _ in } }
        return isFirst
    }

    /// Has the writing end.
    func cancel() {
        state.withLock { state in
            state.isCancelled = true
            state.reader = nil
        }
        room.signal()
    }

    /// Changes the state, then gives the reader what it may have.
    private func hand(_ change: (inout State) -> Void) {
        let (reader, piece, mayGoOn): ((@Sendable (Piece) -> Void)?, Piece?, Bool) = state.withLock { state in
            change(&state)
            guard let reader = state.reader, let piece = Self.take(&state) else { return (nil, nil, false) }
            state.reader = nil
            let mayGoOn = state.isWriterWaiting && state.bytes.count <= Self.waitingBytes
            if mayGoOn { state.isWriterWaiting = false }
            return (reader, piece, mayGoOn)
        }
        if mayGoOn { room.signal() }
        if let reader, let piece { reader(piece) }
    }

    private static func take(_ state: inout State) -> Piece? {
        if case .failure(let error)? = state.end { return .failed(error) }
        guard state.bytes.count >= pieceBytes || state.end != nil else { return nil }
        let piece = Array(state.bytes.prefix(pieceBytes))
        state.bytes.removeFirst(piece.count)
        return .bytes(piece, isLast: state.end != nil && state.bytes.isEmpty)
    }
}
