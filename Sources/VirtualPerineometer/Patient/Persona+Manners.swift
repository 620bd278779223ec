// SPDX-License-Identifier: Apache-2.0

extension ContractionManner {
    /// Contracts and lets go as healthy women do.
    ///
    /// Sources: a flick peaks 0.51 s after onset and a full release takes 0.76 s (Leitner 2019, EMG); held level about
    /// 0.73 of the peak over twelve seconds (JINUF poster, Peritron 9300+). Assumptions: the rise of a squeeze, the
    /// variation between repetitions, tremor, the abdominal share, and the pressures of coughs and pushes.
    public static let free = ContractionManner(
        rise: 0.4...0.9, flickRise: 0.22...0.4, fall: 0.5...0.75, residual: 0...0.04,
        residualTimeConstant: 1...2, hold: HoldShape(floor: 0.55, timeConstant: 8), variation: 0.07,
        declinePerContraction: 0, declineFloor: 1, tremor: 0.008, spasmFluctuation: 0.1, abdominalShare: 0.08,
        coughPressure: 80, pushPressure: 45)

    /// As `free`, but holds less: about 0.59 of the peak over nine seconds (JINUF poster, Peritron 9300+).
    public static let weak = ContractionManner.free.with {
        $0.rise = 0.6...1.3
        $0.hold = HoldShape(floor: 0.35, timeConstant: 6)
        $0.variation = 0.12
        $0.tremor = 0.02
    }

    /// Rises late and lets go in two steps, with a residual. Assumption but for the fall, which is at the rate of -74 %
    /// of the strongest contraction a second that Leitner 2019 (EMG) found in stress incontinence, or slower.
    public static let guarded = ContractionManner.free.with {
        $0.rise = 0.6...1.5
        $0.fall = 0.9...1.6
        $0.residual = 0.05...0.2
        $0.residualTimeConstant = 1.5...3
        $0.variation = 0.12
    }

    /// Lets go slowly, and not all of it. Assumption: 2 to 8 s in two steps with a residual of 15 to 30 %.
    public static let slow = ContractionManner.guarded.with {
        $0.rise = 0.5...1.1
        $0.fall = 1.2...2.2
        $0.residual = 0.15...0.3
        $0.residualTimeConstant = 2...4
    }

    /// Tires within a contraction, to half after 8 s (the slow end of the form that Madill and McLean describe; the
    /// figure is an assumption), and from one contraction to the next (assumption).
    public static let tiring = ContractionManner.free.with {
        $0.hold = HoldShape(floor: 0, timeConstant: 11.5)
        $0.declinePerContraction = 0.07
        $0.declineFloor = 0.4
        $0.tremor = 0.02
    }

    private func with(_ change: (inout ContractionManner) -> Void) -> ContractionManner {
        var manner = self
        change(&manner)
        return manner
    }
}

extension Disturbance {
    /// Quiet breathing, a settled probe and a good sensor. All figures are assumptions; that breathing is far smaller
    /// than a cough is in Sorfova 2020.
    public static let comfortable = Disturbance(
        wandering: 0.2...0.5, wanderingTimeConstant: 3...8, breathingHertz: 0.18...0.3, breathing: 0.6...1.8,
        heartHertz: 1...1.4, heart: 0.1...0.25, warmUp: 1...2.5, warmUpTimeConstant: 60...120, leak: 0...0.5,
        leakTimeConstant: 300...600, sensorNoise: 0.08)

    /// As `comfortable`, with an unsteady resting tone. That rest is unsteady is from Glazer 1995 (EMG), the figures are
    /// assumptions.
    public static let guarded = Disturbance.comfortable.with {
        $0.wandering = 1...1.8
        $0.wanderingTimeConstant = 2...6
        $0.breathingHertz = 0.22...0.35
    }

    /// A probe put in cold that also leaks: the leak begins with 5 to 15 cmH2O a minute. Assumption.
    public static let drifting = Disturbance.comfortable.with {
        $0.warmUp = 8...16
        $0.warmUpTimeConstant = 60...120
        $0.leak = 14...24
        $0.leakTimeConstant = 100...170
    }

    /// Nothing at all.
    public static let none = Disturbance(
        wandering: 0...0, wanderingTimeConstant: 1...1, breathingHertz: 0.2...0.2, breathing: 0...0,
        heartHertz: 1...1, heart: 0...0, warmUp: 0...0, warmUpTimeConstant: 60...60, leak: 0...0,
        leakTimeConstant: 60...60, sensorNoise: 0)

    private func with(_ change: (inout Disturbance) -> Void) -> Disturbance {
        var disturbance = self
        change(&disturbance)
        return disturbance
    }
}
