// SPDX-License-Identifier: Apache-2.0

/// How high this person's contractions are: the median of the last ones.
struct AmplitudeScale: ~Copyable, Sendable {
    private var amplitudes: SortedWindow

    init(count: Int) { amplitudes = SortedWindow(length: count) }

    mutating func insert(_ amplitude: Double) { amplitudes.insert(amplitude) }

    /// cmH2O; 0 before the first.
    var greatest: Double { amplitudes.count == 0 ? 0 : amplitudes.median }
}
