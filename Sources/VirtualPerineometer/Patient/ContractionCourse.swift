// SPDX-License-Identifier: Apache-2.0

/// The course of one activity over time, as a share of its amplitude: rise, sagging hold, fall, lingering residual.
///
///     1          __
///               /  ~~--..__              hold: sags towards `holdFloor` with the time constant `holdTau`
///              /           \
///             /             \_           fall: all but `residual` of the level goes within `fall` seconds,
///     0 _____/                ~~--..___  the residual with the time constant `residualTau`
///            onset peak  release
struct ContractionCourse: Sendable, BitwiseCopyable {
    let onset: Double
    let peak: Double
    let release: Double
    let fall: Double
    let holdFloor: Double
    let holdTau: Double
    let residual: Double
    let residualTau: Double
    let releaseLevel: Double
    /// From here on nothing is left of it.
    let end: Double

    /// - Parameters:
    ///   - onset: seconds at which the rise begins.
    ///   - rise10To90: seconds from 10 to 90 % of the rise.
    ///   - duration: seconds from onset to release; the rise is completed whatever it says.
    ///   - fall10To90: seconds from 90 to 10 % of the fall, were there no residual.
    ///   - hold: how it sags until the release.
    ///   - residual: what lingers after the fall.
    init(onset: Double, rise10To90: Double, duration: Double, fall10To90: Double, hold: HoldShape, residual: Residual) {
        self.onset = onset
        peak = onset + rise10To90 / Curves.smoothStepTenToNinety
        release = max(peak, onset + duration)
        fall = fall10To90 / Curves.smoothStepTenToNinety
        holdFloor = hold.floor
        holdTau = hold.timeConstant
        self.residual = residual.share
        residualTau = residual.timeConstant
        releaseLevel = hold.floor + (1 - hold.floor) * Curves.decay((release - peak) / hold.timeConstant)
        // Six time constants leave 0.25 % of the residual: less than the sensor's noise.
        end = release + max(fall, residual.share > 0 ? 6 * residual.timeConstant : 0)
    }

    /// 0 before the onset and after the end, 1 at the peak.
    func share(at time: Double) -> Double {
        if time <= onset || time >= end { return 0 }
        if time < peak { return Curves.smoothStep((time - onset) / (peak - onset)) }
        if time < release { return holdFloor + (1 - holdFloor) * Curves.decay((time - peak) / holdTau) }
        let falling = (1 - residual) * (1 - Curves.smoothStep((time - release) / fall))
        let lingering = residual > 0 ? residual * Curves.decay((time - release) / residualTau) : 0
        return releaseLevel * (falling + lingering)
    }

    /// When the fall passes `fraction` of the level at release.
    func timeFalling(through fraction: Double) -> Double {
        let level = fraction * releaseLevel
        var before = release
        var after = end
        // Sixty halvings of at most a minute reach the last bit.
        for _ in 0..<60 {
            let middle = (before + after) / 2
            if share(at: middle) > level { before = middle } else { after = middle }
        }
        return after
    }

    /// When the rise passes 10 (-1), 50 (0) or 90 % (+1).
    func timeRising(side: Double) -> Double {
        let half = Curves.smoothStepTenToNinety / 2
        return onset + (peak - onset) * (0.5 + side * half)
    }
}

/// How a contraction sags while it is held.
public struct HoldShape: Hashable, Sendable, BitwiseCopyable {
    /// Share of the peak that is held in the end.
    public var floor: Double
    /// Seconds in which all but 1/e of the sag has come.
    public var timeConstant: Double

    public init(floor: Double, timeConstant: Double) {
        self.floor = floor
        self.timeConstant = timeConstant
    }
}

/// What is left of a contraction when the muscle has been let go.
struct Residual: BitwiseCopyable {
    var share: Double
    var timeConstant: Double
}
