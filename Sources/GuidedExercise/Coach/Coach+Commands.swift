// SPDX-License-Identifier: Apache-2.0

extension Coach {
    /// Follows a command as of the newest sample.
    ///
    /// - Throws: `CommandRefusal`, where it means nothing now.
    public mutating func follow(_ command: CoachCommand) throws(CommandRefusal) {
        if let end { throw CommandRefusal(message: "it has ended (\(end.rawValue))", remedy: "start a programme anew") }
        if command != .start, status == .ready {
            throw CommandRefusal(message: "it has not started", remedy: "start it first")
        }
        switch command {
        case .start: try start()
        case .pause: try pause()
        case .resume: try resume()
        case .skip: try skip()
        case .next: try next()
        case .stop: stop()
        case .answer(let answer): try take(answer)
        case .felt: try noteFelt()
        case .smallerToday: try goSmaller()
        }
    }

    private mutating func start() throws(CommandRefusal) {
        guard status == .ready else {
            throw CommandRefusal(message: "it has started", remedy: "pause, skip or stop it")
        }
        status = .waiting(.settling)
        say(
            .began(
                Beginning(
                    programme: programme.id, version: programme.version, title: programme.title, omitted: omitted,
                    isOriginIndeterminate: !options.hasAbdominalChannel, seconds: programme.seconds)))
        say(.waiting(.settling))
    }

    private mutating func pause() throws(CommandRefusal) {
        switch status {
        case .running, .waiting:
            standStill(isInterrupted: false)
            status = .paused
            say(.paused(.byChoice))
        default: throw CommandRefusal(message: "there is nothing to pause", remedy: "resume or stop it")
        }
    }

    private mutating func resume() throws(CommandRefusal) {
        guard status == .paused else { throw CommandRefusal(message: "it is not paused", remedy: "pause it first") }
        // Without a sample to count from it waits for one.
        guard lastTime != nil, lastRest != nil else {
            status = .waiting(.gap)
            return say(.waiting(.gap))
        }
        status = .running
        goOn(isAnnounced: true)
    }

    private mutating func skip() throws(CommandRefusal) {
        guard isInPhase else {
            throw CommandRefusal(message: "there is no phase to skip", remedy: "wait until one has begun, or stop")
        }
        endPhase(.skipped)
    }

    private mutating func next() throws(CommandRefusal) {
        if isAsking, case .question(let question) = currentStep?.activity {
            answers.append(Answered(question: question, answer: nil, seconds: Double(elapsedMicroseconds) / 1e6))
            say(.answered(question, nil))
            return moveOn()
        }
        guard status == .running, case .ownPace = currentStep?.length else {
            throw CommandRefusal(
                message: "this step goes by time", remedy: "skip the phase, pause or stop")
        }
        moveOn()
    }

    private mutating func moveOn() {
        stepMicroseconds = 0
        advance()
    }

    private mutating func stop() {
        if isInPhase { endPhase(.stopped) }
        finish(isSmallerToday ? .smallerToday : isNoneToday ? .noneToday : .stoppedByChoice)
    }

    private mutating func noteFelt() throws(CommandRefusal) {
        guard status == .running, currentStep?.activity == .action(.notice),
            let last = records[phase].notices.indices.last
        else {
            throw CommandRefusal(
                message: "nothing is to be noticed now", remedy: "say so while noticing is asked for")
        }
        records[phase].notices[last].wasFelt = true
        say(.feltNoted)
    }

    // MARK: Questions and trainers

    mutating func ask(_ question: Question, _ step: Step) {
        say(
            .question(
                QuestionAsked(
                    question: question, text: step.text ?? step.activity.text.english,
                    least: question.scale?.lowerBound, greatest: question.scale?.upperBound,
                    sizes: question == .size ? sizes : [])))
    }

    private mutating func take(_ answer: Answer) throws(CommandRefusal) {
        guard isAsking, case .question(let question) = currentStep?.activity else {
            throw CommandRefusal(message: "no question is open", remedy: "answer when one is asked")
        }
        switch (answer, question.scale) {
        case (.number(let number), .some(let scale)) where scale.contains(number): break
        case (.size(let name), nil) where sizes.contains { $0.name == name }:
            size = sizes.firstIndex { $0.name == name }
        case (.noneToday, nil): isNoneToday = true
        case (_, .some(let scale)):
            throw CommandRefusal(
                message: "that is no answer to \(question.rawValue)",
                remedy: "give a whole number from \(scale.lowerBound) to \(scale.upperBound), or go on without")
        case (_, nil):
            throw CommandRefusal(
                message: "that is none of the sizes",
                remedy: "give one of: \(sizes.map(\.name).joined(separator: ", ")), or none today")
        }
        answers.append(Answered(question: question, answer: answer, seconds: Double(elapsedMicroseconds) / 1e6))
        say(.answered(question, answer))
        moveOn()
    }

    private mutating func goSmaller() throws(CommandRefusal) {
        guard let size else {
            throw CommandRefusal(message: "no trainer is in use", remedy: "stop or skip instead")
        }
        isSmallerToday = true
        if size > 0 { self.size = size - 1 }
        guard status == .running, currentStep?.activity == .action(.trainer) else { return }
        if size == 0 { return moveOn() }
        // The same step from its beginning, with the smaller one.
        (stepMicroseconds, progressSeconds) = (0, 0)
        if let last = measures.indices.last { measures[last].to = Int64(clamping: lastTime ?? 0) }
        beginStep()
    }
}
