// SPDX-License-Identifier: Apache-2.0
import Perineometry

// The way through phases, repetitions and steps.
extension Coach {
    /// Begins, or goes on where it stood still.
    mutating func goOn(isAnnounced: Bool) {
        if isAnnounced { say(.resumed) }
        guard isInPhase else { return beginPhase() }
        records[phase].startedAt = lastTime
        beginStep()
    }

    /// Begins the phase, or the next one that is not left out.
    mutating func beginPhase() {
        while let current = currentPhase, isLeftOut(current) {
            records[phase].outcome = .leftOut
            records[phase].scores = leftOutScores(of: current)
            say(.phaseEnded(PhaseEnding(id: current.id, outcome: .leftOut)))
            phase += 1
        }
        guard let current = currentPhase else {
            status = .closing
            return settleScores()
        }
        (repetition, step, phaseMicroseconds, progressSeconds) = (0, 0, 0, 0)
        isInPhase = true
        records[phase].startedAt = lastTime
        say(
            .phaseBegan(
                PhaseBeginning(
                    number: phase + 1, of: programme.phases.count, id: current.id, title: current.title,
                    repetitions: current.repetitions, feedback: current.feedback)))
        beginStep()
    }

    private func isLeftOut(_ phase: Phase) -> Bool {
        if phase.measuresMaximum { return options.isWithoutMaximum || maximum != nil }
        return isNoneToday && phase.steps.contains { $0.activity == .action(.trainer) }
    }

    /// Asks for the step, or for what is left of it; where time stands still, once it goes on.
    mutating func beginStep() {
        guard status == .running, let current = currentStep, let whole = currentPhase else { return }
        band = nil
        if case .question(let question) = current.activity {
            stepLength = nil
            return ask(question, current)
        }
        let length = self.length(of: current)
        stepLength = length
        band = target(of: current)
        let now = lastTime ?? 0
        noteWindows(current, at: now, length: length)
        if current.activity == .action(.notice) {
            records[phase].notices.append(NoticeSpan(repetition: repetition, from: now))
        }
        measures.append(
            StepMeasure(
                phase: phase, repetition: repetition, activity: current.activity, from: now,
                plannedMicroseconds: isOwnPace(current) ? nil : length - stepMicroseconds, restAtCue: lastRest,
                band: band, paced: pacedFit(in: whole)))
        say(
            .cue(
                Cue(
                    phase: whole.id, repetition: repetition + 1, step: step + 1, activity: current.activity,
                    text: text(of: current),
                    seconds: isOwnPace(current) ? nil : Double(length - stepMicroseconds) / 1e6, target: band)))
        if current.activity == .action(.reveal) { say(.reveal(noticed())) }
    }

    private func isOwnPace(_ step: Step) -> Bool { if case .ownPace = step.length { true } else { false } }

    private func text(of step: Step) -> String {
        let text = step.text ?? step.activity.text.english
        guard step.activity == .action(.trainer), let size, size < sizes.count else { return text }
        return "\(text) (\(sizes[size].name), \(plain(sizes[size].millimetres)) mm)"
    }

    /// The trainers to choose from.
    var sizes: [TrainerSize] { programme.sizes.isEmpty ? [] : options.sizes ?? programme.sizes }

    private func length(of step: Step) -> Int64 {
        switch step.length {
        case .fixed(let milliseconds), .ownPace(let milliseconds): return Int64(milliseconds) * 1000
        case .measuredHold(let otherwise):
            let held = records[..<phase].reversed().lazy
                .compactMap { $0.windows.compactMap { $0.contraction?.values[.endurancePerfect] }.first }.first
            return held.map { Int64(min(10, max(1, $0.rounded(.down)))) * 1_000_000 } ?? Int64(otherwise) * 1000
        case nil: return 0
        }
    }

    private func target(of step: Step) -> PressureBand? {
        step.target?.resolved(
            by: TargetReference(maximum: maximum, rest: openWindow?.rest ?? lastRest, baseline: baseline))
    }

    /// What the target of the running step counts from may just have become known.
    mutating func resolveTarget() {
        guard status == .running, isInPhase, band == nil, let current = currentStep, current.target != nil,
            let resolved = target(of: current)
        else { return }
        band = resolved
        if !measures.isEmpty { measures[measures.count - 1].band = resolved }
        say(.target(resolved))
    }

    /// The repetition whose cue to contract still stands.
    private var openWindow: RepetitionWindow? {
        guard phase < records.count, let last = records[phase].windows.last, last.releaseCue == nil else { return nil }
        return last
    }

    private mutating func noteWindows(_ current: Step, at now: UInt64, length: Int64) {
        if current.activity.isContraction {
            // Squeezes in a row are one that changes its height.
            guard openWindow == nil || openWindow?.repetition != repetition || stepBefore?.isContraction != true
            else { return }
            closeWindow(at: now)
            records[phase].windows.append(
                RepetitionWindow(
                    repetition: repetition, cue: now, plannedSeconds: Double(length) / 1e6, rest: lastRest,
                    band: band))
        } else if current.activity != .action(.cough) {
            if openWindow != nil, current.activity.isRelease { latestRelease = now }
            closeWindow(at: now)
        }
    }

    private var stepBefore: Activity? {
        guard let currentPhase, step > 0, step <= currentPhase.steps.count else { return nil }
        return currentPhase.steps[step - 1].activity
    }

    private mutating func closeWindow(at now: UInt64) {
        guard openWindow != nil else { return }
        records[phase].windows[records[phase].windows.count - 1].releaseCue = now
    }

    private func pacedFit(in phase: Phase) -> PacedFit? {
        guard phase.steps.map(\.activity) == [.action(.breatheIn), .action(.breatheOut)] else { return nil }
        let lengths = phase.steps.map { length(of: $0) }
        return PacedFit(
            periodMicroseconds: lengths[0] + lengths[1], offsetMicroseconds: step == 0 ? 0 : lengths[0],
            lineMicroseconds: phaseMicroseconds)
    }

    /// The step is over; what it spent too much is spent by the next one.
    mutating func advance() {
        endStep()
        guard let current = currentPhase else { return }
        step += 1
        if step == current.steps.count {
            step = 0
            repetition += 1
        }
        progressSeconds = 0
        if repetition == current.repetitions { return endPhase(.done) }
        beginStep()
    }

    private mutating func endStep() {
        let now = lastTime ?? 0
        if let last = measures.indices.last, measures[last].to == nil { measures[last].to = Int64(clamping: now) }
        if let last = records[phase].notices.indices.last, records[phase].notices[last].to == nil {
            records[phase].notices[last].to = now
        }
        band = nil
    }

    mutating func endPhase(_ outcome: PhaseOutcome) {
        guard let current = currentPhase else { return }
        if isInPhase { endStep() }
        if openWindow != nil { closeWindow(at: lastTime ?? 0) }
        isInPhase = false
        records[phase].outcome = outcome
        records[phase].endedAt = lastTime ?? 0
        records[phase].gate = gate
        say(.phaseEnded(PhaseEnding(id: current.id, outcome: outcome)))
        if outcome != .done { stepMicroseconds = 0 }
        phase += 1
        if outcome != .stopped, status == .running { beginPhase() }
    }

    // MARK: Standing still

    /// A phase whose repetitions mean nothing when they are cut.
    private var isCyclic: Bool {
        guard let currentPhase else { return false }
        return currentPhase.steps.contains {
            switch $0.activity {
            case .action(.rest), .action(.settle), .action(.trainer), .action(.reveal), .question: false
            default: true
            }
        }
    }

    /// Time stands still. A repetition of contractions, breaths or noticing will begin anew; rest goes on where it was.
    mutating func standStill(isInterrupted: Bool) {
        let now = lastTime ?? 0
        if isInterrupted {
            for number in records.indices { records[number].isCutShort(seen, at: now) }
        }
        guard isInPhase, status == .running || status == .closing else {
            while !measures.isEmpty, isInterrupted { closeMeasure() }
            return
        }
        records[phase].startedAt = nil
        guard isCyclic else {
            if !isAsking { endStep() }
            while !measures.isEmpty { closeMeasure() }
            return
        }
        // What the filter's delay still held of steps before is whole but for its last milliseconds.
        if let last = measures.last, last.to == nil, last.repetition == repetition { measures.removeLast() }
        for index in measures.indices where measures[index].to == nil { measures[index].to = Int64(clamping: now) }
        while !measures.isEmpty { closeMeasure() }
        records[phase].forget(repetition: repetition)
        step = 0
        stepMicroseconds = 0
        progressSeconds = 0
        band = nil
    }
}

extension PhaseRecord {
    /// The signal was interrupted: what was not answered cannot be any more, and device time may begin anew.
    fileprivate mutating func isCutShort(_ seen: [SeenContraction], at now: UInt64) {
        guard scores == nil else { return }
        for index in windows.indices where windows[index].contraction == nil && !windows[index].isInterrupted {
            windows[index].isInterrupted = true
        }
        lookAtNotices(seen)
        for index in notices.indices where notices[index].wasMeasured == false {
            if let to = notices[index].to, now < to &+ Self.judgementMicroseconds { notices[index].isUnknown = true }
        }
        for index in windows.indices { windows[index].isPast = true }
    }

    /// A rise that began in a span may be told of so long after it (assumption; the detector takes 0.2 s mostly).
    private static let judgementMicroseconds: UInt64 = 1_000_000

    /// Decides for each span of noticing that is over whether there was a contraction in it.
    mutating func lookAtNotices(_ seen: [SeenContraction]) {
        for index in notices.indices where notices[index].wasMeasured == nil {
            guard let to = notices[index].to else { continue }
            notices[index].wasMeasured = seen.contains { $0.counts && $0.overlaps(notices[index].from, to) }
        }
    }
}
