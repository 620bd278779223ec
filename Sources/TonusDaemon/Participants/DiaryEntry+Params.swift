// SPDX-License-Identifier: Apache-2.0
import SessionStore
import StreamAPI

extension DiaryEntry {
    /// What a client wrote down, but for the session.
    ///
    /// - Throws: `invalidParams` where a value cannot be, or belongs to another kind.
    init(_ params: DiaryAddParams, now: Int64 = ClockPair.now().unixMicroseconds) throws(RPCError) {
        self.init(participant: params.participant, unixMicroseconds: now, text: params.text ?? "")
        if let text = params.day {
            let day = try CalendarDay(checked: text, now: Double(now) / 1e6)
            (self.day, unixMicroseconds) = (day.text, Int64(day.began * 1e6))
        }
        guard text.utf8.count <= SessionFacts.textLimitBytes else {
            throw RPCError(
                .invalidParams, "text has \(text.utf8.count) bytes.",
                hint: "At most \(SessionFacts.textLimitBytes) are kept; make two entries of it.")
        }
        try params.checkMembersOfKind()
        switch params.kind {
        case .trainer:
            content = .trainer(
                TrainerUse(
                    size: try params.size.map { text throws(RPCError) in try DiaryAddParams.line("size", text) },
                    millimetres: try params.millimetres.map { value throws(RPCError) in
                        try DiaryAddParams.number(
                            "millimetres", value, 5...60, "A trainer's diameter is 5 to 60 millimetres.")
                    },
                    minutes: try params.minutes.map { value throws(RPCError) in
                        try DiaryAddParams.number("minutes", value, 0...240, "Give 0 to 240 minutes.")
                    },
                    pain: try DiaryLevels(params.pain, .pain), anxiety: try DiaryLevels(params.anxiety, .anxiety),
                    stoppedByChoice: params.stoppedByChoice ?? false))
        case .feeling:
            let feeling = Feeling(
                pain: try RatingScale.pain.check(params.pain?.now, "now"),
                anxiety: try RatingScale.anxiety.check(params.anxiety?.now, "now"))
            guard feeling != Feeling() else {
                throw RPCError(
                    .invalidParams, "Neither pain nor anxiety has a now.",
                    hint: #"Give at least one of them, as in "pain":{"now":3}; words alone are of the kind note."#)
            }
            content = .feeling(feeling)
        case .treatment:
            guard let treatment = params.treatment else {
                throw RPCError(
                    .invalidParams, "treatment is missing.",
                    hint: "Give botox, examination, infection, or words of your own.")
            }
            content = .treatment(try DiaryAddParams.line("treatment", treatment))
        case .note:
            guard !text.isEmpty else {
                throw RPCError(.invalidParams, "A note without text says nothing.", hint: "Give text.")
            }
        }
    }
}

extension CalendarDay {
    /// - Throws: `invalidParams` where it is no day, or one to come.
    fileprivate init(checked text: String, now: Double) throws(RPCError) {
        guard let day = CalendarDay(text) else {
            throw RPCError(
                .invalidParams, "\"\(text.prefix(16))\" is no day.",
                hint: "Write it as 2026-03-14; without it now is meant.")
        }
        // A client may be in a time zone where tomorrow has begun: none is more than 26 hours ahead of another.
        guard day.began <= now + 26 * 3600 else {
            throw RPCError(
                .invalidParams, "\(text) is still to come.", hint: "The diary keeps what was; write it down on the day."
            )
        }
        self = day
    }
}

/// A scale on which somebody says how strong something is.
enum RatingScale: String {
    case pain, anxiety

    var range: ClosedRange<Int> {
        switch self {
        case .pain: 0...10
        case .anxiety: 0...100
        }
    }

    func check(_ value: Int?, _ moment: String) throws(RPCError) -> Int? {
        guard let value, !range.contains(value) else { return value }
        throw RPCError(
            .invalidParams, "\(rawValue) \(moment) is \(value).",
            hint:
                "Give a whole number from 0 (none) to \(range.upperBound) (the strongest imaginable), or leave it out."
        )
    }
}

extension DiaryLevels {
    fileprivate init(_ rating: DiaryRating?, _ scale: RatingScale) throws(RPCError) {
        self.init(
            before: try scale.check(rating?.before, "before"), peak: try scale.check(rating?.peak, "peak"),
            after: try scale.check(rating?.after, "after"))
    }
}

extension DiaryAddParams {
    /// Refuses what another kind has: it would be lost in silence.
    fileprivate func checkMembersOfKind() throws(RPCError) {
        let isTrainer = kind == .trainer
        let isFeeling = kind == .feeling
        let others: [(String, Bool, Bool)] = [
            ("size", size != nil, isTrainer), ("millimetres", millimetres != nil, isTrainer),
            ("minutes", minutes != nil, isTrainer), ("stoppedByChoice", stoppedByChoice != nil, isTrainer),
            ("treatment", treatment != nil, kind == .treatment),
            ("pain", pain != nil, isTrainer || isFeeling), ("anxiety", anxiety != nil, isTrainer || isFeeling),
        ]
        for (name, isGiven, belongs) in others where isGiven && !belongs {
            throw RPCError(
                .invalidParams, "\(name) does not belong to an entry of the kind \(kind.rawValue).",
                hint: "Leave it out, or choose another kind.")
        }
        for (name, rating) in [("pain", pain), ("anxiety", anxiety)] {
            guard let rating else { continue }
            let isOverTime = rating.before != nil || rating.peak != nil || rating.after != nil
            if isTrainer ? rating.now != nil : isOverTime {
                throw RPCError(
                    .invalidParams,
                    "\(name) has \(isTrainer ? "now" : "before, peak or after") in a \(kind.rawValue).",
                    hint: "A trainer has before, peak and after; a feeling by itself has now.")
            }
        }
    }

    fileprivate static func number(
        _ name: String, _ value: Double, _ range: ClosedRange<Double>, _ hint: String
    ) throws(RPCError) -> Double {
        guard range.contains(value) else { throw RPCError(.invalidParams, "\(name) is \(value).", hint: hint) }
        return value
    }

    fileprivate static func line(_ name: String, _ text: String) throws(RPCError) -> String {
        guard !text.isEmpty, text.utf8.count <= 64,
            text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
        else {
            throw RPCError(
                .invalidParams, "\(name) is empty, longer than 64 bytes, or not one line.",
                hint: "Give a few words; what is longer belongs in text.")
        }
        return text
    }
}
