// SPDX-License-Identifier: Apache-2.0
import StreamAPI

/// What is typed while an exercise runs. Pure: bytes in, wishes out.
struct RunInput {
    enum Wish: Equatable {
        case pauseOrResume
        case skip
        case stop
        case next
        case felt
        case smaller
        case answer(ExerciseAnswer)
    }

    enum ExerciseAnswer: Equatable {
        case number(Int)
        case size(String)
        case noneToday
    }

    /// The open question; what is typed for another one is forgotten.
    var question: CoachQuestion? {
        didSet { if question != oldValue { (typed, isOutside) = ("", false) } }
    }
    private(set) var typed = ""
    /// The last answer was none of those there are.
    private(set) var isOutside = false

    mutating func take(_ bytes: [UInt8]) -> [Wish] {
        // Esc alone stops; an arrow or a function key begins with it too, and means nothing here.
        if bytes.first == 0x1B { return bytes.count == 1 ? [.stop] : [] }
        return bytes.compactMap { take($0) }
    }

    private mutating func take(_ byte: UInt8) -> Wish? {
        switch byte {
        case UInt8(ascii: "q"), UInt8(ascii: "Q"): return .stop
        case UInt8(ascii: " "): return .pauseOrResume
        case UInt8(ascii: "s"), UInt8(ascii: "S"): return .skip
        case UInt8(ascii: "n"), UInt8(ascii: "N"): return .next
        case UInt8(ascii: "f"), UInt8(ascii: "F"): return .felt
        case UInt8(ascii: "-"): return .smaller
        case UInt8(ascii: "\r"), UInt8(ascii: "\n"): return enter()
        case UInt8(ascii: "0")...UInt8(ascii: "9") where question != nil && typed.count < 3:
            typed.unicodeScalars.append(Unicode.Scalar(byte))
            isOutside = false
        case 0x08, 0x7F: _ = typed.popLast()
        default: break
        }
        return nil
    }

    private mutating func enter() -> Wish? {
        guard let question, !typed.isEmpty else { return .next }
        defer { typed = "" }
        let number = Int(typed) ?? 0
        if let least = question.least, let greatest = question.greatest {
            if (least...max(least, greatest)).contains(number) { return .answer(.number(number)) }
        } else if number == 0 {
            return .answer(.noneToday)
        } else if number <= question.sizes.count {
            return .answer(.size(question.sizes[number - 1].name))
        }
        isOutside = true
        return nil
    }

    /// What stands below an open question.
    var prompt: String? {
        guard let question else { return nil }
        let outside = isOutside ? "That is none of the answers. " : ""
        if let least = question.least, let greatest = question.greatest {
            return outside + "\(least) to \(greatest), then Enter; Enter alone: rather not say > \(typed)"
        }
        return outside + "The number, then Enter; Enter alone: rather not say > \(typed)"
    }

    /// The trainers to choose from, numbered.
    static func choices(of question: CoachQuestion) -> [String] {
        guard !question.sizes.isEmpty else { return [] }
        return ["  0  none today"]
            + question.sizes.enumerated().map { "  \($0 + 1)  \($1.name), \(decimal($1.millimetres, 0)) mm" }
    }
}
