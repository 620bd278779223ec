// SPDX-License-Identifier: Apache-2.0
public import GuidedExercise

/// How a made-up patient answers cues. Times are seconds, pressures cmH2O.
public struct Manner: Sendable {
    /// From a cue to when she begins.
    public var reaction = 0.35
    /// Of a squeeze at full effort, above rest.
    public var strength = 30.0
    public var rise = 0.5
    public var fall = 0.6
    /// Share that stays after letting go, and how long until it is gone.
    public var residual = 0.0
    public var residualSeconds = 8.0
    /// Share that a hold loses in ten seconds.
    public var sag = 0.1
    /// Bears down instead of squeezing.
    public var strains = false
    /// Seconds between clenches that nobody asked for; nil: none.
    public var clenchEvery: Double?
    public var clenchHeight = 12.0
    public var clenchLength = 2.5
    /// Says so when she clenches, at every second clench.
    public var noticesEverySecond = false
    /// Share of her tension in other muscles that reaches the pelvic floor.
    public var overflow = 0.0
    public var rest = 17.0
    public var breathing = 0.3

    public init() {}

    public static let obedient = Manner()
    public static let late = with { $0.reaction = 1.6 }
    public static let cannotLetGo = with { ($0.residual, $0.fall) = (0.3, 2.0) }
    public static let clenching = with { ($0.clenchEvery, $0.noticesEverySecond) = (11, true) }
    public static let straining = with { $0.strains = true }
    public static let overflowing = with { $0.overflow = 0.15 }

    private static func with(_ change: (inout Manner) -> Void) -> Manner {
        var manner = Manner()
        change(&manner)
        return manner
    }
}

/// A made-up patient who hears the cues of a coach. Everything about her is simulated.
public struct GuidedPatient: Sendable {
    private struct Effort {
        var begin: Double
        var height: Double
        var rise: Double
        var end = Double.infinity
        var fall: Double
        var isAbdominal: Bool
    }

    public let manner: Manner
    private var efforts: [Effort] = []
    private var coughs: [Double] = []
    private var breathAngle: (start: Double, period: Double)?
    private var nextClench: Double
    private var clenches = 0
    private var noise: UInt64
    /// She says that she feels tension at these times.
    public private(set) var felt: [Double] = []

    public init(_ manner: Manner, seed: UInt64 = 1) {
        self.manner = manner
        noise = seed
        nextClench = manner.clenchEvery ?? .infinity
    }

    /// Hears a cue at a time.
    public mutating func hear(_ cue: Cue, at time: Double) {
        let begin = time + manner.reaction
        switch cue.activity {
        case .action(.squeeze), .tense(.pelvicFloor): squeeze(cue, at: begin, rise: manner.rise)
        case .action(.flick): squeeze(cue, at: begin, rise: 0.3)
        case .action(.cough): coughs.append(begin)
        case .tense where manner.overflow > 0:
            letGo(at: begin)
            efforts.append(
                Effort(
                    begin: begin, height: manner.overflow * manner.strength, rise: manner.rise, fall: manner.fall,
                    isAbdominal: false))
        case .action(.breatheIn): breathAngle = (time, 10)
        case .action(.breatheOut): break
        default: letGo(at: begin)
        }
    }

    /// Nothing is asked for any more.
    public mutating func stop(at time: Double) { letGo(at: time + manner.reaction) }

    private mutating func squeeze(_ cue: Cue, at begin: Double, rise: Double) {
        letGo(at: begin)
        var height = manner.strength
        // She aims at the middle of what she sees, and gives what she has where there is no end to it.
        if let target = cue.target { height = min(height, max(2, target.centre - manner.rest)) }
        efforts.append(
            Effort(begin: begin, height: height, rise: rise, fall: manner.fall, isAbdominal: manner.strains))
    }

    private mutating func letGo(at time: Double) {
        guard let last = efforts.indices.last, efforts[last].end == .infinity else { return }
        efforts[last].end = max(time, efforts[last].begin + efforts[last].rise)
    }

    /// The pressures at the pelvic floor and in the abdomen. Times must not go back.
    public mutating func pressure(at time: Double) -> (pelvicFloor: Double, abdominal: Double) {
        if time >= nextClench, let every = manner.clenchEvery {
            nextClench += every
            clenches += 1
            if efforts.last?.end ?? 0 < time {
                efforts.append(
                    Effort(
                        begin: time, height: manner.clenchHeight, rise: 0.3, end: time + manner.clenchLength,
                        fall: manner.fall, isAbdominal: false))
                if manner.noticesEverySecond, clenches.isMultiple(of: 2) { felt.append(time + 1) }
            }
        }
        efforts.removeAll { time > $0.end + $0.fall + 5 * manner.residualSeconds }
        var pelvicFloor = manner.rest
        var abdominal = 5.0
        var top = 0.0
        for effort in efforts {
            let pressure = self.pressure(of: effort, at: time)
            // Efforts of one muscle do not add up.
            if effort.isAbdominal {
                abdominal += pressure
                pelvicFloor += 0.9 * pressure
            } else {
                top = max(top, pressure)
            }
        }
        for cough in coughs where time >= cough && time < cough + 0.4 {
            let push = 70 * Self.ease((time - cough) / 0.1) * (1 - Self.ease((time - cough - 0.15) / 0.25))
            abdominal += push
            pelvicFloor += push
        }
        let breath =
            breathAngle.map { -2 * Self.bump((time - $0.start) / $0.period) }
            ?? manner.breathing * Self.bump(time * 0.25)
        return (pelvicFloor + top + breath + 0.05 * random(), abdominal + breath + 0.05 * random())
    }

    private func pressure(of effort: Effort, at time: Double) -> Double {
        let up = Self.ease((time - effort.begin) / effort.rise)
        let sag = 1 - manner.sag * max(0, min(time, effort.end) - effort.begin - effort.rise) / 10
        let down = Self.ease((time - effort.end) / effort.fall)
        let lingering = manner.residual * max(0, 1 - max(0, time - effort.end) / manner.residualSeconds)
        return effort.height * up * max(0.2, sag) * (1 - down * (1 - lingering))
    }

    private static func ease(_ phase: Double) -> Double {
        let x = min(max(phase, 0), 1)
        return x * x * (3 - 2 * x)
    }

    /// Between -1 and 1, 0 at whole numbers, once around for each: a parabola's sine.
    private static func bump(_ turns: Double) -> Double {
        let half = 1 - 2 * (turns - turns.rounded(.down))
        return 4 * half * (1 - abs(half))
    }

    /// In [-1, 1), by the generator of Steele, Lea and Flood 2014.
    private mutating func random() -> Double {
        noise &+= 0x9E37_79B9_7F4A_7C15
        var z = noise
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Double((z ^ (z >> 31)) >> 11) * 0x1p-52 - 1
    }
}
