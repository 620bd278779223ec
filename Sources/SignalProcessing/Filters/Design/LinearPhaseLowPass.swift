// SPDX-License-Identifier: Apache-2.0

/// A low-pass with a finite, symmetric impulse response: the ideal one, cut off by a Kaiser window (Kaiser 1974). Its delay
/// is half its length, the same for every frequency.
enum LinearPhaseLowPass {
    /// Designs the taps as `scipy.signal.firwin(2 * halfLength + 1, cutoff, window=("kaiser", beta))` does.
    ///
    /// - Parameters:
    ///   - halfLength: taps on either side of the middle one; at least 1.
    ///   - cutoff: where the gain is one half, as a fraction of half the sampling rate; above 0 and below 1.
    ///   - beta: the window's shape.
    /// - Returns: the taps; their sum is 1.
    static func taps(halfLength: Int, cutoff: Double, beta: Double) -> [Double] {
        let middle = besselI0(beta)
        let half = (0...halfLength).map { distance in
            let relative = Double(distance) / Double(halfLength)
            let window = besselI0(beta * ((1 - relative) * (1 + relative)).squareRoot()) / middle
            let angle = .pi * cutoff * Double(distance)
            return window * (distance == 0 ? cutoff : cutoff * sine(angle) / angle)
        }
        // From the small ones to the large one.
        let sum = half[0] + 2 * half.dropFirst().reversed().reduce(0, +)
        let scaled = half.map { $0 / sum }
        return scaled.dropFirst().reversed() + scaled
    }

    /// The β of the Kaiser window for an attenuation above 50 dB (Kaiser 1974).
    static func beta(attenuationDecibels: Double) -> Double { 0.1102 * (attenuationDecibels - 8.7) }

    /// How wide the band between passing and stopping is, in radians per sample (Kaiser 1974).
    static func transition(halfLength: Int, attenuationDecibels: Double) -> Double {
        (attenuationDecibels - 7.95) / (2.285 * Double(2 * halfLength))
    }

    /// The modified Bessel function of the first kind of order 0, by its power series.
    static func besselI0(_ x: Double) -> Double {
        var term = 1.0
        var sum = 1.0
        var index = 1.0
        while term > sum * 0x1p-54 {
            term *= (x / (2 * index)) * (x / (2 * index))
            sum += term
            index += 1
        }
        return sum
    }
}
