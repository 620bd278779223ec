// SPDX-License-Identifier: Apache-2.0
import StreamAPI

/// The import of one connection, one at a time. Used on the event loop only.
struct ClientImports {
    struct Import {
        let number: Int
        let job: ImportJob
        /// A piece of it is being taken in.
        var isBusy: Bool
    }

    private var current: Import?
    private var next = 1

    /// - Throws: where one is under way.
    mutating func begin(_ job: ImportJob) throws(RPCError) -> Int {
        if let current {
            throw RPCError(
                .notPossibleNow, "Import \(current.number) is under way on this connection.",
                hint: "Finish or cancel it first.")
        }
        defer { next += 1 }
        current = Import(number: next, job: job, isBusy: true)
        return next
    }

    /// The import of this number, for something that takes a while.
    mutating func use(_ number: Int) throws(RPCError) -> Import {
        guard let found = current, found.number == number else {
            throw RPCError(
                .unknownImport, "This connection has no import \(number).", hint: "Begin one with import.begin.")
        }
        guard !found.isBusy else {
            throw RPCError(
                .notPossibleNow, "A request for import \(number) is under way.", hint: "Wait for its reply first.")
        }
        current?.isBusy = true
        return found
    }

    mutating func free(_ number: Int) { if current?.number == number { current?.isBusy = false } }

    mutating func end(_ number: Int) { if current?.number == number { current = nil } }

    /// The client has gone.
    mutating func cancelAll() {
        current?.job.run({ $0.discard() }, { _ in })
        current = nil
    }
}
