// SPDX-License-Identifier: Apache-2.0
import Acquisition
import Perineometry
import SessionStore
import Synchronization

/// A block of a recording from which on its samples can be read without what came before: a pipeline that begins there
/// makes the same pressures under the same indices.
struct StoredPlace: Sendable {
    var reading: SessionReader.Place
    /// Of a run that begins here.
    var facts: RunFacts
    /// What is added to its indices.
    var shift: UInt64
    /// The first sample, as the pieces number it.
    var first: SampleIndex
    /// A run began here: what is before it is read from another place.
    var beginsRun: Bool

    /// What is to become a place once it has shown which sample comes first.
    struct Candidate {
        private var run: RunFacts?
        private var isAtBeginning = false
        private var waiting: StoredPlace?
        /// What pressures count from, as last told.
        var zero = Zero.never

        mutating func begin(_ run: RunFacts) {
            self.run = run
            zero = run.zero
            isAtBeginning = true
            waiting = nil
        }

        /// The reader stands before a block.
        mutating func consider(_ reading: SessionReader.Place, celsius: Double?, shift: UInt64) {
            guard waiting == nil, var facts = run else { return }
            if !isAtBeginning {
                facts.celsius = celsius
                facts.zero = zero
                facts.beginsMidway = true
            }
            waiting = StoredPlace(
                reading: reading, facts: facts, shift: shift, first: SampleIndex(0), beginsRun: isAtBeginning)
        }

        /// A packet was read, whose first sample the pipeline numbers so; nil where it made none. Returns the place that it
        /// proves to be one: where a packet made no sample, one that begins with it would count otherwise.
        mutating func settle(_ first: SampleIndex?) -> StoredPlace? {
            guard var place = waiting else { return nil }
            guard let first else {
                if !isAtBeginning { waiting = nil }
                return nil
            }
            if !place.beginsRun { place.facts.firstIndex = first }
            place.first = first + place.shift
            isAtBeginning = false
            waiting = nil
            return place
        }
    }
}

/// Places of a recording in order, far enough from each other that there are not too many. Used by any thread.
final class StoredPlaces: Sendable {
    private let state = Mutex(State())

    private struct State {
        var all: [StoredPlace] = []
        var spacing: UInt64 = 1
    }

    /// The most that are kept, besides beginnings of runs: two hours by some three seconds.
    static let limit = 4096

    func append(_ place: StoredPlace) {
        state.withLock { state in
            if let last = state.all.last, !place.beginsRun,
                place.reading.block < last.reading.block + state.spacing
            {
                return
            }
            state.all.append(place)
            if state.all.count >= Self.limit { Self.thin(&state) }
        }
    }

    private static func thin(_ state: inout State) {
        state.spacing *= 2
        var kept: [StoredPlace] = []
        for place in state.all {
            if let last = kept.last, !place.beginsRun, place.reading.block < last.reading.block + state.spacing {
                continue
            }
            kept.append(place)
        }
        // A device that begins anew without end must not fill the memory: its later runs are seen from afar only.
        state.all = Array(kept.prefix(limit - 1))
    }

    /// The last place at or before a sample and those behind it that begin a run, up to another sample.
    func covering(_ places: Range<Int>, at position: (SampleIndex) -> Int) -> [StoredPlace] {
        let all = state.withLock { $0.all }
        var low = 0
        var high = all.count
        while low < high {
            let middle = (low + high) / 2
            if position(all[middle].first) <= places.lowerBound { low = middle + 1 } else { high = middle }
        }
        var covering = low > 0 ? [all[low - 1]] : []
        for place in all[low...] {
            guard position(place.first) < places.upperBound else { break }
            if place.beginsRun || covering.isEmpty { covering.append(place) }
        }
        return covering
    }
}
