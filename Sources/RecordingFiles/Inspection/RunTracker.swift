// SPDX-License-Identifier: Apache-2.0

/// Grid places without a break.
struct SampleRun: Equatable, Sendable {
    var first: UInt64
    var end: UInt64
    var count: UInt64 { end - first }
}

/// Finds runs of places that meet a condition; bounded in what it keeps.
struct RunTracker: Sendable {
    let shortest: UInt64
    let limit: Int
    private(set) var runs: [SampleRun] = []
    private(set) var runsLeftOut = 0
    /// Places in runs, those left out included.
    private(set) var places: UInt64 = 0
    private var open: SampleRun?

    init(shortest: UInt64, limit: Int) {
        self.shortest = shortest
        self.limit = limit
    }

    /// Says whether the places from `first` to before `end` meet the condition. Places come in order.
    mutating func mark(_ isMet: Bool, _ first: UInt64, _ end: UInt64) {
        if isMet, let run = open, run.end == first {
            open?.end = end
        } else {
            close()
            if isMet { open = SampleRun(first: first, end: end) }
        }
    }

    mutating func close() {
        if let open { add(open) }
        open = nil
    }

    mutating func add(_ run: SampleRun) {
        guard run.count >= shortest else { return }
        places += run.count
        if runs.count < limit { runs.append(run) } else { runsLeftOut += 1 }
    }
}
