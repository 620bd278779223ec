// SPDX-License-Identifier: Apache-2.0

/// The course of a recording in a few hundred stretches of equal length, for a small picture; in constant memory.
public struct PressureOutline: Sendable, Equatable {
    /// A stretch of time.
    public struct Stretch: Sendable, Equatable {
        /// Nil where there is no value.
        public internal(set) var greatest: Double?
        /// The detector saw a rise that lasted in some of it.
        public internal(set) var isContracted = false
    }

    static let limit = 1024

    private(set) var samplesPerStretch: UInt64 = 1
    public private(set) var stretches: [Stretch] = []
    public private(set) var least = Double.infinity
    public private(set) var greatest = -Double.infinity

    mutating func take(_ value: Double, isContracted: Bool, at index: UInt64) {
        while index / samplesPerStretch >= UInt64(Self.limit) { coarsen() }
        let place = Int(index / samplesPerStretch)
        while stretches.count <= place { stretches.append(Stretch()) }
        stretches[place].greatest = max(stretches[place].greatest ?? value, value)
        if isContracted { stretches[place].isContracted = true }
        least = min(least, value)
        greatest = max(greatest, value)
    }

    private mutating func coarsen() {
        samplesPerStretch *= 2
        let halves = stretches
        stretches.removeAll(keepingCapacity: true)
        for place in stride(from: 0, to: halves.count, by: 2) {
            stretches.append(Self.joined(halves[place..<min(place + 2, halves.count)]))
        }
    }

    /// The same course in at most so many columns.
    public func columns(_ count: Int) -> [Stretch] {
        guard count > 0, stretches.count > count else { return stretches }
        return (0..<count).map { column in
            Self.joined(stretches[column * stretches.count / count..<(column + 1) * stretches.count / count])
        }
    }

    private static func joined(_ parts: ArraySlice<Stretch>) -> Stretch {
        Stretch(greatest: parts.compactMap(\.greatest).max(), isContracted: parts.contains(where: \.isContracted))
    }
}
