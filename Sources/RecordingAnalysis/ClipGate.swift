// SPDX-License-Identifier: Apache-2.0
import ContractionDetection
import Perineometry
import RecordingFiles

/// Holds samples at a limit back until it is clear whether they are clipped.
///
/// A file is often scaled so that its largest value stands at the limit by itself: only where so many neighbours do is
/// the signal taken for cut off, as in `SignalInspection`.
struct ClipGate: Sendable {
    struct Graded: Sendable {
        var sample: PressureAnalysis.Sample
        var instant: SampleInstant
        var quality: SampleQuality
    }

    /// Samples in a row at the limit of which it is not clear yet.
    private var held = 0
    private var isClipped = false
    private var waiting: [Graded] = []

    /// Takes a sample; `pop` then hands on those of which it is clear what they are worth.
    mutating func take(_ graded: Graded, isAtLimit: Bool) {
        if !isAtLimit { release() }
        waiting.append(graded)
        guard isAtLimit else { return }
        held += 1
        guard isClipped || held >= SignalInspection.clippedSamples else { return }
        isClipped = true
        for place in waiting.indices.suffix(held) { waiting[place].quality = .clipped }
        held = 0
    }

    /// What is held was no run, or the run is over.
    mutating func release() {
        held = 0
        isClipped = false
    }

    mutating func pop() -> Graded? { waiting.count > held ? waiting.removeFirst() : nil }
}
