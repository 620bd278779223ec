// SPDX-License-Identifier: Apache-2.0
import Perineometry

extension [BiquadCoefficients] {
    /// Filters a finished recording forwards and backwards, so that nothing comes out late: for review, never for live
    /// signals, since every output knows the future. The gain applies twice: a cut-off at -3 dB becomes one at -6 dB.
    ///
    /// As `scipy.signal.sosfiltfilt`: both ends are continued by the signal turned about its end point (odd padding), and
    /// each pass starts settled at its first value.
    ///
    /// - Parameter signal: one channel, longer than `zeroPhasePadding`.
    /// - Returns: as many values as there are in the signal.
    /// - Throws: `FilterDesignError.signalTooShort`.
    public func filteredWithZeroPhase(_ signal: [Double]) throws(FilterDesignError) -> [Double] {
        let padding = zeroPhasePadding
        guard signal.count > padding, let first = signal.first, let last = signal.last else {
            throw .signalTooShort(samples: signal.count, longerThan: padding)
        }
        var padded: [Double] = []
        padded.reserveCapacity(signal.count + 2 * padding)
        padded += signal[1..<padding + 1].reversed().map { 2 * first - $0 }
        padded += signal
        padded += signal[(signal.count - padding - 1)..<(signal.count - 1)].reversed().map { 2 * last - $0 }
        pass(over: &padded)
        padded.reverse()
        pass(over: &padded)
        padded.reverse()
        return Array<Double>(padded[padding..<padding + signal.count])
    }

    /// By how many samples each end is continued: three times the length of the whole filter's impulse response in taps,
    /// were it one polynomial without the powers that nobody uses.
    public var zeroPhasePadding: Int {
        let unused = Swift.min(count { $0.b2 == 0 }, count { $0.a2 == 0 })
        return 3 * (2 * count + 1 - unused)
    }

    private func pass(over signal: inout [Double]) {
        var cascade = BiquadCascade(self)
        cascade.settle(at: ChannelVector(repeating: signal[0]))
        for index in signal.indices { signal[index] = cascade.process(ChannelVector(repeating: signal[index]))[0] }
    }
}
