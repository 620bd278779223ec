// SPDX-License-Identifier: Apache-2.0

/// Says a short time in the unit that suits it, with three digits: "16.6 µs", "1.46 ms", "2.30 s".
enum TimeText {
    static func text(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 0 else { return "?" }
        // What three digits would round up to the next unit belongs there.
        let (scale, unit) = seconds < 999.5e-6 ? (1e6, "µs") : seconds < 999.5e-3 ? (1e3, "ms") : (1, "s")
        let value = seconds * scale
        return decimal(value, value < 9.995 ? 2 : value < 99.95 ? 1 : 0) + " \(unit)"
    }
}
