// SPDX-License-Identifier: Apache-2.0
import ContractionDetection
import Perineometry

/// Gathers what is said of contractions until all of it is said, and hands them out in the order in which they began.
struct ContractionLedger: Sendable {
    private struct Entry: Sendable {
        var contraction: Contraction
        var emitted: Double
        var emittedOffset: Double?
        var isFinal = false
        var isWithdrawn = false
        var metrics: ContractionMetrics?
    }

    /// The recorder of figures follows eight at a time; with twice as many something was left out.
    private static let limit = 16

    private var entries: [Entry] = []
    private var ready: [AnalysedContraction] = []

    /// Takes an event that was heard at a sample, seconds from the first one.
    mutating func note(_ event: ContractionEvent, heardAt seconds: Double) {
        let contraction = event.contraction
        let place: Int
        if let known = entries.firstIndex(where: { $0.contraction.id == contraction.id }) {
            place = known
        } else {
            place = entries.count
            entries.append(Entry(contraction: contraction, emitted: seconds))
        }
        entries[place].contraction = contraction
        if contraction.offset == nil {
            entries[place].emittedOffset = nil
        } else if entries[place].emittedOffset == nil {
            entries[place].emittedOffset = seconds
        }
        entries[place].isFinal = event.isFinal
        entries[place].isWithdrawn = event.phase == .withdrawn
        release()
    }

    mutating func note(_ metrics: ContractionMetrics) {
        guard let place = entries.firstIndex(where: { $0.contraction.id == metrics.contraction.id }) else { return }
        entries[place].metrics = metrics
        release()
    }

    /// The signal is interrupted: no more figures will come.
    mutating func settle() {
        while let first = entries.first, first.isFinal { handOut() }
    }

    mutating func pop() -> AnalysedContraction? { ready.isEmpty ? nil : ready.removeFirst() }

    private mutating func release() {
        while let first = entries.first, first.isFinal,
            first.isWithdrawn || first.metrics != nil || entries.count > Self.limit
        {
            handOut()
        }
    }

    private mutating func handOut() {
        let entry = entries.removeFirst()
        guard !entry.isWithdrawn else { return }
        ready.append(
            AnalysedContraction(
                contraction: entry.contraction, emittedSeconds: entry.emitted,
                emittedOffsetSeconds: entry.emittedOffset ?? entry.emitted, metrics: entry.metrics))
    }
}
