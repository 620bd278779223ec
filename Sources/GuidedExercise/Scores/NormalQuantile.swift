// SPDX-License-Identifier: Apache-2.0
import Glibc

/// The inverse of the normal distribution, for a probability between 0 and 1: bisection of the C library's `erfc`, to the
/// last bits of a Double.
func normalQuantile(_ probability: Double) -> Double {
    var (low, high) = (-40.0, 40.0)
    for _ in 0..<200 {
        let middle = (low + high) / 2
        if middle == low || middle == high { break }
        if 0.5 * erfc(-middle / 2.0.squareRoot()) < probability { low = middle } else { high = middle }
    }
    return (low + high) / 2
}

/// d' with the log-linear correction (Hautus 1995).
func sensitivity(hits: Int, signals: Int, extra: Int, quiet: Int) -> Double? {
    guard signals > 0, quiet > 0 else { return nil }
    return normalQuantile((Double(hits) + 0.5) / (Double(signals) + 1))
        - normalQuantile((Double(extra) + 0.5) / (Double(quiet) + 1))
}
