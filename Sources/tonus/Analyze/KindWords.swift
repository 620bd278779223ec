// SPDX-License-Identifier: Apache-2.0
import Perineometry

/// Kinds of contractions and how sure they are, in words.
enum KindWords {
    static func one(_ kind: ContractionKind) -> String {
        switch kind {
        case .squeeze: "squeeze"
        case .flick: "flick"
        case .hold: "hold"
        case .cough: "cough"
        case .strain: "bearing down"
        case .motion: "movement"
        case .shift: "shift of level"
        case .indeterminate: "cannot be told"
        }
    }

    static func counted(_ count: Int, _ kind: ContractionKind) -> String {
        guard count != 1 else { return kind == .indeterminate ? "1 that cannot be told" : "1 \(one(kind))" }
        return switch kind {
        case .strain: "\(count) times bearing down"
        case .shift: "\(count) shifts of level"
        case .indeterminate: "\(count) that cannot be told"
        case .squeeze, .flick, .hold, .cough, .motion: "\(count) \(one(kind))s"
        }
    }

    /// The detector's confidence orders, it is no probability: three words are as much as it bears (assumption).
    static func sureness(_ contraction: Contraction) -> String {
        if contraction.kind == .indeterminate { return "-" }
        return contraction.confidence >= 0.8 ? "sure" : contraction.confidence >= 0.5 ? "likely" : "a guess"
    }

    static func relaxation(_ relaxation: Relaxation) -> String {
        switch relaxation {
        case .complete: "fully"
        case .partial: "partly"
        case .unknown: "-"
        }
    }
}
