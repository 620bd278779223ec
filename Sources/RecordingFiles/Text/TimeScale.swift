// SPDX-License-Identifier: Apache-2.0

/// Turns the cells of a time column into seconds after the first of them.
struct TimeScale: Sendable {
    private enum Kind {
        case number(origin: Double)
        case dateTime(origin: Int64)
        case clock(origin: Int64)
    }

    private let kind: Kind
    /// What a number counts; known once the first steps have been seen.
    var unit = TimeUnit.seconds
    private var midnights: Int64 = 0
    private var lastClock: Int64 = 0

    private static let day: Int64 = 86_400_000_000_000

    init(origin: TimeCell) {
        switch origin {
        case .number(let number): kind = .number(origin: number)
        case .dateTime(let nanoseconds): kind = .dateTime(origin: nanoseconds)
        case .clock(let nanoseconds):
            kind = .clock(origin: nanoseconds)
            lastClock = nanoseconds
        }
    }

    var countsNumbers: Bool { if case .number = kind { true } else { false } }

    /// Nil for a cell of another kind than the first.
    mutating func seconds(_ cell: TimeCell) -> Double? {
        switch (kind, cell) {
        case (.number(let origin), .number(let number)): return (number - origin) * unit.rawValue
        case (.dateTime(let origin), .dateTime(let nanoseconds)): return Double(nanoseconds - origin) / 1e9
        case (.clock(let origin), .clock(let nanoseconds)):
            if nanoseconds < lastClock - Self.day / 2 { midnights += 1 }
            lastClock = nanoseconds
            return Double(nanoseconds - origin + midnights * Self.day) / 1e9
        default: return nil
        }
    }
}
