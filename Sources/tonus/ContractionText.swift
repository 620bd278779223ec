// SPDX-License-Identifier: Apache-2.0
import Perineometry
import StreamAPI

/// What `tonus watch` says of a contraction.
enum ContractionText {
    /// At its end, a moment after it.
    static func end(_ contraction: ContractionMessage) -> String {
        let duration = decimal(contraction.duration ?? 0, 1)
        let peak = decimal(contraction.peak, 1)
        return "let go after \(duration) s   peak \(peak) cmH2O, \(decimal(contraction.amplitude, 1)) above rest"
    }

    /// When nothing more will be said of it; nil where that adds nothing.
    static func review(_ contraction: ContractionMessage) -> String? {
        switch contraction.kind {
        case .squeeze, .flick, .hold:
            guard contraction.relaxation == .partial, let residual = contraction.residual else { return nil }
            return "  some tension stayed: \(decimal(residual * 100, 0)) % of the rise"
        case .cough: return "  that was a cough or something as short"
        case .strain: return "  that came from the abdomen: bearing down rather than squeezing"
        case .motion: return "  that was a movement"
        case .shift: return "  the level changed and stayed: another posture, or the probe moved"
        case .indeterminate: return "  whether that was a squeeze cannot be told"
        }
    }
}
