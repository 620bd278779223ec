// SPDX-License-Identifier: Apache-2.0

/// The course of a channel in a few hundred stretches of equal length, each with its least and greatest value; in
/// constant memory, so that a picture of any session has a bounded size.
struct PressureTrace: Sendable, Hashable {
    struct Stretch: Sendable, Hashable {
        var least = Double.infinity
        var greatest = -Double.infinity
        var isEmpty: Bool { least > greatest }
    }

    static let limit = 1440

    private(set) var placesPerStretch = 1
    private(set) var stretches: [Stretch] = []

    mutating func take(_ value: Double, at place: Int) {
        while place / placesPerStretch >= Self.limit { coarsen() }
        let stretch = place / placesPerStretch
        while stretches.count <= stretch { stretches.append(Stretch()) }
        stretches[stretch].least = min(stretches[stretch].least, value)
        stretches[stretch].greatest = max(stretches[stretch].greatest, value)
    }

    var least: Double { stretches.map(\.least).min() ?? 0 }
    var greatest: Double { stretches.map(\.greatest).max() ?? 0 }

    private mutating func coarsen() {
        placesPerStretch *= 2
        let halves = stretches
        stretches.removeAll(keepingCapacity: true)
        for first in stride(from: 0, to: halves.count, by: 2) {
            var joined = halves[first]
            if first + 1 < halves.count {
                joined.least = min(joined.least, halves[first + 1].least)
                joined.greatest = max(joined.greatest, halves[first + 1].greatest)
            }
            stretches.append(joined)
        }
    }
}
