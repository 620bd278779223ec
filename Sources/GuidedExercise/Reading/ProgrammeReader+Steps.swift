// SPDX-License-Identifier: Apache-2.0

extension ProgrammeReader {
    /// What stands after `do`: an action, or something done with another group of muscles.
    private enum Doing: String, CaseIterable {
        case settle, rest, squeeze, flick, release, cough, notice, reveal, trainer, tense, ease
        case breatheIn = "breathe-in"
        case breatheOut = "breathe-out"
    }

    mutating func step(_ node: TextNode) -> Step? {
        guard var fields = Fields(node, "a step", &faults) else { return nil }
        let ask = fields.take("ask")
        let doing = fields.take("do")
        let muscles = fields.take("muscles")
        let length = fields.take("for")
        let pace = fields.take("at-most")
        let measured = fields.take("for-measured-hold")
        let target = fields.take("target").flatMap { self.target($0.value) }
        let text = fields.take("say").flatMap { $0.value.text("say", limit: 200, &faults) }
        fields.finish(&faults)
        if let ask {
            for extra in [doing, muscles, length, pace, measured].compactMap({ $0 }) {
                faults.add(
                    extra.place, "a question takes no \(extra.key)", "ask in a step of its own; it waits for the answer"
                )
            }
            if target != nil { faults.add(node.place, "a question takes no target", "take it out") }
            return ask.value.word("the question", Question.self, &faults).map { Step(.question($0), text: text) }
        }
        guard let doing else {
            faults.add(
                node.place, "a step has neither do nor ask",
                "write \"do:\" with one of: \(Doing.allCases.map(\.rawValue).joined(separator: ", "))")
            return nil
        }
        guard let word = doing.value.word("the action", Doing.self, &faults) else {
            // What is wrong with the length is said all the same.
            for entry in [length, pace, measured] {
                _ = entry?.value.milliseconds(entry?.key ?? "", 0.3...3600, &faults)
            }
            return nil
        }
        let activity = self.activity(word, muscles, at: doing.place)
        let stepLength = self.length(length, pace, measured, of: word, at: node.place)
        guard let activity, let stepLength else { return nil }
        return Step(activity, stepLength, target: target, text: text)
    }

    private mutating func activity(_ word: Doing, _ muscles: TextEntry?, at place: TextPlace) -> Activity? {
        guard word == .tense || word == .ease else {
            if let muscles {
                faults.add(muscles.place, "\(word.rawValue) takes no muscles", "take it out, or write do: tense")
            }
            return Action(rawValue: word.rawValue).map(Activity.action)
        }
        let known = MuscleGroup.allCases.map(\.rawValue).joined(separator: ", ")
        guard let muscles else {
            faults.add(place, "\(word.rawValue) says not which muscles", "add \"muscles:\" with one of: \(known)")
            return nil
        }
        guard let group = muscles.value.word("the group of muscles", MuscleGroup.self, &faults) else { return nil }
        return word == .tense ? .tense(group) : .ease(group)
    }

    private mutating func length(
        _ fixed: TextEntry?, _ pace: TextEntry?, _ measured: TextEntry?, of word: Doing, at place: TextPlace
    ) -> StepLength? {
        let given = [fixed, pace, measured].compactMap { $0 }
        guard given.count == 1, let entry = given.first else {
            faults.add(
                given.last?.place ?? place,
                "the step \(word.rawValue) has \(given.isEmpty ? "no" : "more than one") length",
                "give one of \"for: 5 s\", \"at-most: 15 min\" (own pace) and \"for-measured-hold: 5 s\"")
            return nil
        }
        let limits = word == .flick ? 0.3...3 : word == .tense ? 1...60 : word == .squeeze ? 0.5...120 : 0.5...3600
        guard let milliseconds = entry.value.milliseconds(entry.key, limits, &faults) else { return nil }
        switch entry.key {
        case "at-most": return .ownPace(atMostMilliseconds: milliseconds)
        case "for-measured-hold":
            guard word == .squeeze, (1000...10_000).contains(milliseconds) else {
                faults.add(
                    entry.place, "for-measured-hold belongs to a squeeze of 1 to 10 s",
                    "write \"do: squeeze\", and what to hold where nothing was measured, such as 5 s")
                return nil
            }
            return .measuredHold(otherwiseMilliseconds: milliseconds)
        default: return .fixed(milliseconds: milliseconds)
        }
    }

    private mutating func target(_ node: TextNode) -> Target? {
        guard var fields = Fields(node, "a target", &faults) else { return nil }
        let otherwise = fields.take("otherwise")
        let band = self.band(&fields)
        fields.finish(&faults)
        guard let band else { return nil }
        guard let otherwise else { return Target(band) }
        guard case .ofMaximum = band else {
            faults.add(
                otherwise.place, "otherwise is for targets that are a share of the maximum", "take it out")
            return nil
        }
        guard var rest = Fields(otherwise.value, "the other target", &faults) else { return nil }
        let fallback = self.band(&rest)
        rest.finish(&faults)
        guard let fallback else { return nil }
        if case .ofMaximum = fallback {
            faults.add(
                otherwise.place, "the other target is a share of the maximum too", "use above-rest, such as 3-10 cmH2O")
            return nil
        }
        return Target(band, withoutMaximum: fallback)
    }

    private mutating func band(_ fields: inout Fields) -> TargetBand? {
        let given = ["of-maximum", "above-rest", "absolute", "of-baseline"].compactMap { fields.take($0) }
        guard given.count == 1, let entry = given.first else {
            faults.add(
                given.last?.place ?? fields.place,
                "\(fields.what) is given \(given.isEmpty ? "in no" : "more than one") way",
                "use one of of-maximum, above-rest, absolute and of-baseline")
            return nil
        }
        switch entry.key {
        case "of-maximum":
            return entry.value.span(entry.key, unit: "%", 0...100, &faults)
                .map { .ofMaximum(Span(lower: $0.lower.map { $0 / 100 }, upper: $0.upper / 100)) }
        // No probe measures more than 300 cmH2O at the pelvic floor (assumption).
        case "above-rest": return entry.value.span(entry.key, unit: "cmH2O", -50...300, &faults).map { .aboveRest($0) }
        case "absolute": return entry.value.span(entry.key, unit: "cmH2O", -50...300, &faults).map { .absolute($0) }
        default: return entry.value.span(entry.key, unit: "SD", -10...10, &faults).map { .ofBaseline($0) }
        }
    }
}
