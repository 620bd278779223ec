// SPDX-License-Identifier: Apache-2.0

// The curves that signals are made of, by arithmetic alone: sums and products round alike on every machine, the C
// library's functions do not.
enum Curves {
    /// Rises from 0 at 0 to 1 at 1 without corners: 3x^2 - 2x^3.
    @inline(__always)
    static func smoothStep(_ position: Double) -> Double {
        if position <= 0 { return 0 }
        if position >= 1 { return 1 }
        return position * position * (3 - 2 * position)
    }

    /// Where `smoothStep` is 0.1: 1/2 - sin(asin(0.8) / 3). It is 0.9 at the mirrored place.
    static let smoothStepTenPercent = 0.195_800_105_659_091_67

    /// How much of the whole `smoothStep` lies between 10 and 90 %.
    static let smoothStepTenToNinety = 1 - 2 * smoothStepTenPercent

    /// e^-x for x of at least 0: a Taylor polynomial at x / 256, squared eight times. Within 1e-10 of the true value.
    static func decay(_ x: Double) -> Double {
        if x > 40 { return 0 }
        let y = x * 0x1p-8
        var power = 1 - y * (1 - y * (1.0 / 2) * (1 - y * (1.0 / 3) * (1 - y * (1.0 / 4))))
        for _ in 0..<8 { power *= power }
        return power
    }

    /// sin(2 pi phase) for a phase of 0 up to 1, within 0.0011.
    @inline(__always)
    static func sine(phase: Double) -> Double {
        let half = 1 - 2 * phase
        let parabola = 4 * half * (1 - abs(half))
        return parabola + 0.225 * (parabola * abs(parabola) - parabola)
    }
}
