// SPDX-License-Identifier: Apache-2.0

// Figures of rest come from a Camtech probe and figures of strength, where not said otherwise, from a Peritron, which
// reads 1.85 times as high in the same women (Bø 2005): the mixture is an assumption.
extension Persona {
    /// Rest in women without pain: 17.3 +- 4.4 cmH2O (Næss & Bø 2015).
    static let comfortableRest = Spread(mean: 17.3, standardDeviation: 4.4, limits: 5...35)
    /// Rest in provoked vestibulodynia: 20.6 +- 7.1 cmH2O (Næss & Bø 2015). Cut at 15, so that the persona's name holds.
    static let guardedRest = Spread(mean: 20.6, standardDeviation: 7.1, limits: 15...45)
    /// 36.5 +- 10.3 cmH2O in students, Peritron (Bø 2005; the deviation is calculated from the confidence interval).
    static let strong = Spread(mean: 36.5, standardDeviation: 10.3, limits: 15...70)
    /// 19.7 +- 6.8 cmH2O in the same students, Camtech (Bø 2005; the deviation is calculated likewise).
    static let weak = Spread(mean: 19.7, standardDeviation: 6.8, limits: 10...35)

    /// Soon, so that who tries the program sees something at once.
    private static let first: ClosedRange<Double> = 2...3.4

    public static let comfortableStrong = Persona(
        id: "comfortable-strong", summary: "Rests at ease, squeezes firmly and lets go fully.",
        rest: comfortableRest, strength: strong,
        script: [
            ActivityPattern(
                .squeeze, repetitions: 4...5, rest: 3.5...5, restBeforeFirst: first, duration: 3.5...5),
            ActivityPattern(.flick, repetitions: 3...5, rest: 1.2...2, restBeforeFirst: 4...5, duration: 0.5...0.7),
            ActivityPattern(.hold, rest: 5...6, duration: 10...12, effort: 0.75...0.95),
            ActivityPattern(
                .cough, repetitions: 1...2, rest: 0.3...0.6, restBeforeFirst: 5...7, duration: 0.2...0.3,
                effort: 0.5...1),
        ])

    public static let comfortableWeak = Persona(
        id: "comfortable-weak", summary: "Rests at ease; her squeezes are gentle and short.",
        rest: comfortableRest, strength: weak, contraction: .weak,
        script: [
            ActivityPattern(.squeeze, repetitions: 4...5, rest: 4...5.5, restBeforeFirst: first, duration: 2.5...4),
            ActivityPattern(.flick, repetitions: 3...4, rest: 1.5...2.5, restBeforeFirst: 4...6, duration: 0.5...0.8),
            ActivityPattern(.hold, rest: 5...7, duration: 7...9, effort: 0.7...0.9),
        ])

    public static let guardedHighRest = Persona(
        id: "guarded-high-rest", summary: "Rests tensely and unsteadily, with short clenches in between.",
        rest: guardedRest, strength: weak, contraction: .guarded, disturbance: .guarded,
        script: [
            ActivityPattern(.squeeze, repetitions: 2...2, rest: 4...5, restBeforeFirst: first, duration: 2.5...4),
            ActivityPattern(.clench, repetitions: 1...2, rest: 3...5, duration: 0.6...3, effort: 0.15...0.3),
            ActivityPattern(.squeeze, repetitions: 1...2, rest: 4...5, duration: 2.5...4),
            ActivityPattern(.clench, rest: 3...6, duration: 0.6...2, effort: 0.1...0.3),
        ])

    public static let slowRelease = Persona(
        id: "slow-release", summary: "Squeezes well and lets go slowly, not at once to rest.",
        rest: comfortableRest, strength: strong, contraction: .slow,
        script: [
            ActivityPattern(.squeeze, repetitions: 5...6, rest: 3...4.5, restBeforeFirst: first, duration: 2.5...4),
            ActivityPattern(.hold, rest: 4...6, duration: 8...10, effort: 0.75...0.95),
        ])

    /// Spasm: 31.2 +- 5.7 s, not to be had again for 13.2 +- 2.3 s (Shafik & El-Sibai, EMG, seven women); rise and
    /// strength are assumptions. No cue reaches the virtual patient, so the spasms come uncued.
    public static let spasmOnCue = Persona(
        id: "spasm-on-cue", summary: "Now and then her muscles tighten for half a minute without being asked.",
        rest: guardedRest, strength: weak, contraction: .guarded, disturbance: .guarded,
        script: [
            ActivityPattern(.squeeze, repetitions: 3...3, rest: 4...5, restBeforeFirst: first, duration: 2.5...4),
            ActivityPattern(.spasm, rest: 4...6, duration: 25.5...36.9, effort: 0.3...1),
            ActivityPattern(.squeeze, repetitions: 2...3, rest: 4...5, restBeforeFirst: 11...15.5, duration: 2.5...4),
        ])

    public static let pusher = Persona(
        id: "pusher", summary: "Bears down where a squeeze was meant.",
        rest: comfortableRest, strength: weak,
        script: [
            ActivityPattern(
                .push, repetitions: 3...4, rest: 3.5...5, restBeforeFirst: first, duration: 3...5, effort: 0.4...1),
            ActivityPattern(.squeeze, rest: 4...5, duration: 3...4, effort: 0.5...0.7),
        ])

    public static let cougher = Persona(
        id: "cougher", summary: "Squeezes well, with coughs in between.",
        rest: comfortableRest, strength: strong,
        script: [
            ActivityPattern(.squeeze, repetitions: 2...2, rest: 3.5...5, restBeforeFirst: first, duration: 3...4.5),
            ActivityPattern(
                .cough, repetitions: 1...3, rest: 0.2...0.6, restBeforeFirst: 3...5, duration: 0.2...0.3,
                effort: 0.5...1.5),
        ])

    public static let driftingProbe = Persona(
        id: "drifting-probe", summary: "Squeezes well with a probe that warms up and leaks.",
        rest: comfortableRest, strength: strong, disturbance: .drifting,
        script: [
            ActivityPattern(.squeeze, repetitions: 5...6, rest: 3.5...5, restBeforeFirst: first, duration: 3...4.5),
            ActivityPattern(.hold, rest: 5...6, duration: 9...11, effort: 0.75...0.95),
        ])

    public static let fatigued = Persona(
        id: "fatigued", summary: "Begins well and tires: holds sag and squeezes shrink until she rests.",
        rest: comfortableRest, strength: strong, contraction: .tiring,
        script: [
            ActivityPattern(
                .squeeze, repetitions: 7...9, rest: 3...4.5, restBeforeFirst: 2...3.4, duration: 4...5.5),
            ActivityPattern(.hold, rest: 4...5, duration: 10...12),
            ActivityPattern(.squeeze, rest: 10...12, duration: 3...4),
        ])

    /// Strength is an assumption: a flicker at most.
    public static let cannotContract = Persona(
        id: "cannot-contract", summary: "Tries, and next to nothing can be measured.",
        rest: comfortableRest, strength: Spread(mean: 0.3, standardDeviation: 0.1, limits: 0.1...0.5),
        contraction: .weak,
        script: [
            ActivityPattern(.squeeze, repetitions: 4...5, rest: 4...5.5, restBeforeFirst: first, duration: 2.5...4)
        ])

    /// All personas, the default first. Their ids are stable.
    public static let catalogue: [Persona] = [
        comfortableStrong, comfortableWeak, guardedHighRest, slowRelease, spasmOnCue, pusher, cougher, driftingProbe,
        fatigued, cannotContract,
    ]
}
