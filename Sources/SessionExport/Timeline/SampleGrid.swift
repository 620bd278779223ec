// SPDX-License-Identifier: Apache-2.0
import Perineometry

/// The places of samples on a grid of equal steps from the first sample on, missing ones counted.
///
/// Within a run of indices the device's clock leads: a place is an index. Across a seam of which nobody can say how many
/// samples it cost, the host's clock says how far apart its two sides are.
struct SampleGrid {
    /// So long a session may be with its gaps: seven days (assumption), that a wrong clock does not fill a disk.
    static let secondsLimit = 7 * 86_400.0

    private struct Anchor {
        var index: UInt64
        var place: Int
        var host: UInt64
    }

    let rateHertz: Int
    /// Where counting began anew.
    private var seams: [Anchor] = []
    /// The newest run.
    private var latest: Anchor?
    private(set) var nextPlace = 0
    private var nextIndex: UInt64 = 0
    /// The next run lies behind a seam.
    var isSeamAhead = false

    init(rateHertz: Int) { self.rateHertz = rateHertz }

    /// The place of a run's first sample.
    mutating func place(of run: SampleRun) throws -> Int {
        let anchor = try anchor(of: run)
        guard anchor.place + run.count <= Int(Self.secondsLimit) * rateHertz else {
            throw ExportError.tooLong(seconds: Double(anchor.place) / Double(rateHertz))
        }
        if latest == nil || isSeamAhead { seams.append(anchor) }
        latest = anchor
        isSeamAhead = false
        nextPlace = anchor.place + run.count
        nextIndex = anchor.index &+ UInt64(run.count)
        return anchor.place
    }

    private func anchor(of run: SampleRun) throws -> Anchor {
        let (index, host) = (run.first.index.value, run.first.hostTime.nanoseconds)
        guard latest != nil else { return Anchor(index: index, place: 0, host: host) }
        guard index >= nextIndex else { throw ExportError.unsorted(index: index, expected: nextIndex) }
        let missing = Double(index - nextIndex)
        let byIndex = Double(nextPlace) + missing
        let place = isSeamAhead ? max(byIndex, self.place(ofHost: host)) : byIndex
        guard place < Self.secondsLimit * Double(rateHertz) else {
            throw ExportError.tooLong(seconds: place / Double(rateHertz))
        }
        return Anchor(index: index, place: Int(place), host: host)
    }

    private func place(ofHost nanoseconds: UInt64) -> Double {
        guard let latest else { return 0 }
        let seconds = (Double(nanoseconds) - Double(latest.host)) / 1e9
        return (Double(latest.place) + seconds * Double(rateHertz)).rounded()
    }

    /// The place of an index that a run covered or a gap left out.
    func place(of index: SampleIndex) -> Int {
        guard let anchor = seams.last(where: { $0.index <= index.value }) else { return 0 }
        let steps = min(Double(index.value - anchor.index), Self.secondsLimit * Double(rateHertz))
        return anchor.place + Int(steps)
    }

    func place(of instant: SessionInstant) -> Int {
        switch instant {
        case .sample(let index): place(of: index)
        case .host(let time):
            Int(max(0, min(place(ofHost: time.nanoseconds), Self.secondsLimit * Double(rateHertz))))
        }
    }
}
