// SPDX-License-Identifier: Apache-2.0

/// An activity with everything decided.
struct PlannedActivity: Sendable, BitwiseCopyable {
    var kind: ActivityKind
    /// Contraction of the pelvic floor at the peak, cmH2O; negative where it gives way.
    var muscle: Double
    /// Rise of abdominal pressure at the peak, cmH2O.
    var abdominal: Double
    /// Slow fluctuation as a share.
    var fluctuation: Double
    var course: ContractionCourse
}

/// The activities of one patient, in the order of their onsets. It depends on the seed and the script alone, not on
/// rate, channels or how the samples are asked for.
struct ActivitySequence: Sendable {
    private let script: Script
    private let manner: ContractionManner
    private let strength: Double
    private let rest: Double
    private var generator: SplitMix64
    private var position = 0
    private var repetitionsLeft = 0
    private var contractionsOfRound = 0
    private var end = 0.0

    init(persona: Persona, script: Script, strength: Double, rest: Double, seed: UInt64) {
        self.script =
            switch script {
            case .repeating: script
            case .exactly(let activities): .exactly(activities.sorted { $0.onset < $1.onset })
            }
        manner = persona.contraction
        self.strength = strength
        self.rest = rest
        generator = SplitMix64(seed: seed, stream: 1)
    }

    /// The next activity; nil where there will be none. Allocates nothing.
    mutating func next() -> PlannedActivity? {
        switch script {
        case .repeating(let patterns): patterns.isEmpty ? nil : next(of: patterns)
        case .exactly(let activities): next(of: activities)
        }
    }

    private mutating func next(of activities: [ScheduledActivity]) -> PlannedActivity? {
        guard position < activities.count else { return nil }
        let scheduled = activities[position]
        position += 1
        return plan(
            scheduled.kind, onset: scheduled.onset, duration: scheduled.duration, effort: 1,
            amplitude: scheduled.amplitude, rise: scheduled.rise, fall: scheduled.fall)
    }

    private mutating func next(of patterns: [ActivityPattern]) -> PlannedActivity {
        var rest = patterns[position].rest
        if repetitionsLeft == 0 {
            repetitionsLeft = max(1, generator.uniform(patterns[position].repetitions))
            rest = patterns[position].restBeforeFirst ?? rest
        }
        let onset = end + generator.uniform(rest)
        let duration = generator.uniform(patterns[position].duration)
        let effort = generator.uniform(patterns[position].effort)
        let activity = plan(
            patterns[position].kind, onset: onset, duration: duration, effort: effort, amplitude: nil, rise: nil,
            fall: nil)
        end = activity.course.release + activity.course.fall
        repetitionsLeft -= 1
        if repetitionsLeft == 0 {
            position += 1
            if position == patterns.count {
                position = 0
                contractionsOfRound = 0
            }
        }
        return activity
    }

    private mutating func plan(
        _ kind: ActivityKind, onset: Double, duration: Double, effort: Double, amplitude: Double?, rise: Double?,
        fall: Double?
    ) -> PlannedActivity {
        // Drawn always and in one order, so that what is given in a script does not change the rest of it.
        let variation = max(0.5, 1 + manner.variation * generator.normal())
        let drawnRise = generator.uniform(riseRange(kind))
        let drawnFall = generator.uniform(fallRange(kind))
        let lingering = Residual(
            share: kind == .cough || kind == .push ? 0 : generator.uniform(manner.residual),
            timeConstant: generator.uniform(manner.residualTimeConstant))
        let course = ContractionCourse(
            onset: onset, rise10To90: rise ?? drawnRise, duration: duration, fall10To90: fall ?? drawnFall,
            hold: holdShape(kind), residual: lingering)

        var share = effort * variation
        if kind == .squeeze || kind == .hold || kind == .flick {
            share *= max(manner.declineFloor, 1 - manner.declinePerContraction * Double(contractionsOfRound))
            contractionsOfRound += 1
        }
        var (muscle, abdominal) = pressures(kind, share: share)
        if let amplitude {
            let reached = muscle + abdominal * ChannelProfile.abdominalToPelvicFloor
            muscle *= amplitude / reached
            abdominal *= amplitude / reached
        }
        return PlannedActivity(
            kind: kind, muscle: muscle, abdominal: abdominal,
            fluctuation: kind == .spasm ? manner.spasmFluctuation : 0, course: course)
    }

    /// Muscle and abdominal pressure at the peak, cmH2O.
    private func pressures(_ kind: ActivityKind, share: Double) -> (muscle: Double, abdominal: Double) {
        switch kind {
        case .squeeze, .flick, .hold, .clench, .spasm:
            let amplitude = strength * share
            let abdominal = amplitude * manner.abdominalShare
            return (amplitude - abdominal * ChannelProfile.abdominalToPelvicFloor, abdominal)
        case .cough:
            // The muscle answers with part of its strength (assumption), at the same time, as in continent women.
            return (0.3 * strength * share, manner.coughPressure * share)
        case .push:
            // The muscle gives way by a tenth of its tone (assumption).
            return (-0.1 * rest * share, manner.pushPressure * share)
        }
    }

    private func riseRange(_ kind: ActivityKind) -> ClosedRange<Double> {
        switch kind {
        case .squeeze, .hold: manner.rise
        case .flick: manner.flickRise
        case .cough: 0.06...0.15  // assumption
        case .push: 0.5...1.2  // assumption
        case .clench: 0.1...0.4  // assumption, as for a spasm
        case .spasm: 0.1...0.4  // assumption
        }
    }

    private func fallRange(_ kind: ActivityKind) -> ClosedRange<Double> {
        switch kind {
        case .cough: 0.1...0.2  // assumption: 250 to 500 ms wide
        case .push: 0.4...0.9  // assumption
        case .spasm: 2...5  // assumption
        case .squeeze, .flick, .hold, .clench: manner.fall
        }
    }

    private func holdShape(_ kind: ActivityKind) -> HoldShape {
        switch kind {
        case .squeeze, .flick, .hold: manner.hold
        case .push, .cough, .clench, .spasm: HoldShape(floor: 0.9, timeConstant: 5)  // assumption
        }
    }
}

extension PlannedActivity {
    var truth: GroundTruthEvent {
        GroundTruthEvent(
            kind: kind, amplitude: muscle + abdominal * ChannelProfile.abdominalToPelvicFloor,
            abdominalAmplitude: abdominal, onset: course.onset, rise10: course.timeRising(side: -1),
            rise50: course.timeRising(side: 0), rise90: course.timeRising(side: 1), peakTime: course.peak,
            releaseStart: course.release, releaseLevel: course.releaseLevel,
            fall90: course.timeFalling(through: 0.9), fall50: course.timeFalling(through: 0.5),
            fall10: course.timeFalling(through: 0.1))
    }
}
