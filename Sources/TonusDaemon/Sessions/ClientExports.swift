// SPDX-License-Identifier: Apache-2.0
import StreamAPI

/// The exports of one connection. Used on the event loop only.
struct ClientExports {
    /// Nil where it is not known yet whether it can be made.
    private var jobs: [Int: ExportJob?] = [:]
    private var next = 1

    /// More at once would only make each slower (assumption).
    private static let limit = 2

    /// A number for an export that is about to be made.
    ///
    /// - Throws: where as many are under way as may be.
    mutating func reserve() throws(RPCError) -> Int {
        guard jobs.count < Self.limit else {
            throw RPCError(
                .notPossibleNow, "\(Self.limit) exports are under way on this connection, the most allowed.",
                hint: "Read one to its end, or close the connection.")
        }
        defer { next += 1 }
        jobs[next] = .some(nil)
        return next
    }

    /// Begins a reserved export. Returns false where nobody wants it any more.
    mutating func begin(_ number: Int, _ job: ExportJob) -> Bool {
        guard jobs.keys.contains(number) else { return false }
        jobs[number] = job
        return true
    }

    subscript(number: Int) -> ExportJob? { jobs[number] ?? nil }

    mutating func end(_ number: Int) { jobs[number] = nil }

    /// The client has gone.
    mutating func cancelAll() {
        for case let job? in jobs.values { job.cancel() }
        jobs = [:]
    }
}
