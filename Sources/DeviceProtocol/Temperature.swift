// SPDX-License-Identifier: Apache-2.0

/// Temperatures are hundredths of a degree Celsius in 16 bits on the wire, and degrees Celsius elsewhere.
enum Temperature {
    static func celsius(_ centidegrees: Int16) -> Double { Double(centidegrees) / 100 }

    /// The nearest hundredth, or nil where 16 bits cannot hold it.
    static func centidegrees(_ celsius: Double) -> Int16? { Int16(exactly: (celsius * 100).rounded()) }
}
