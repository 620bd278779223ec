// SPDX-License-Identifier: Apache-2.0
import ContractionDetection
import ExerciseProgrammes
import Foundation
import GuidedExercise
import GuidedPatients
import Perineometry
import Testing

/// Each shipped programme, run from end to end by simulated patients, against scores that scripts/golden/exercises.py
/// worked out of the same signal with SciPy and the programme's own file (`make vectors`).
@Suite struct WorkedProofTests {
    static let manners: [(name: String, manner: Manner, hasAbdomen: Bool)] = [
        ("obedient", .obedient, false), ("late", .late, false), ("cannot-let-go", .cannotLetGo, false),
        ("clenching", .clenching, false), ("straining", .straining, true), ("overflowing", .overflowing, true),
    ]
    private static let golden =
        #filePath.split(separator: "/").dropLast().map { "/" + $0 }.joined() + "/Golden/scores.txt"

    /// Keyed by programme, manner, phase, score and repetition ("-" of the whole phase).
    private static let expected: [String: Double?] = {
        let lines = ((try? String(contentsOfFile: golden, encoding: .utf8)) ?? "").split(separator: "\n")
        var table: [String: Double?] = [:]
        for line in lines where !line.hasPrefix("#") {
            let words = line.split(separator: " ")
            table[words.dropLast().joined(separator: " ")] = .some(words.last == "-" ? nil : Double(words.last ?? ""))
        }
        return table
    }()

    private static func run(_ id: String, _ number: Int) throws -> GuidedRun {
        let (_, manner, hasAbdomen) = manners[number]
        let run = try GuidedRun(
            Shipped.programme(id), manner, options: CoachOptions(zero: .air, hasAbdominalChannel: hasAbdomen))
        try run.run()
        return run
    }

    /// Of scores of rest that the warm-up gate refused, which the script does not know of, there is none.
    private static func values(of run: GuidedRun) -> [String: Double?] {
        var values: [String: Double?] = [:]
        for case .score(let score) in run.events.map(\.kind)
        where score.restRefusal != .notSettled && score.restRefusal != .warmingUp {
            values["\(score.phase) \(score.name.name) \(score.repetition.map { "\($0)" } ?? "-")"] = .some(score.value)
        }
        return values
    }

    @Test(arguments: Shipped.ids, 0..<6) func scoresAreThoseOfSciPy(_ id: String, _ number: Int) throws {
        let run = try Self.run(id, number)
        #expect(run.summary?.reason == .completed)
        let name = Self.manners[number].name
        if let folder = ProcessInfo.processInfo.environment["TONUS_WRITE_RUNS"] {
            try dump(run).write(toFile: "\(folder)/\(id)+\(name).txt", atomically: true, encoding: .utf8)
            return
        }
        let mine = Self.values(of: run)
        let theirs = Self.expected.filter { $0.key.hasPrefix("\(id) \(name) ") }
        #expect(theirs.count >= 3)
        for (key, expected) in theirs {
            let key = String(key.dropFirst("\(id) \(name) ".count))
            let isRest = key.contains(" phase_rest")
            guard let found = mine[key] else {
                #expect(isRest, "\(key) was not said")
                continue
            }
            guard let found, let expected else {
                #expect(found == expected, "\(key)")
                continue
            }
            #expect(abs(found - expected) <= 1e-6 * max(1, abs(expected)), "\(key): \(found), SciPy \(expected)")
        }
    }

    /// Stopped in the middle: what was done keeps its scores, to the last bit.
    @Test(arguments: Shipped.ids) func whoStopsInTheMiddleKeepsWhatWasDone(_ id: String) throws {
        let whole = try Self.run(id, 0)
        let half = try GuidedRun(Shipped.programme(id), .obedient)
        try half.run(seconds: Double(whole.frames.count) / Double(GuidedRun.rateHertz) / 2)
        guard half.session.coach.end == nil else { return }
        let before = half.events
        try half.follow(.stop)
        #expect(half.summary?.reason == .stoppedByChoice)
        #expect(Array(whole.events.prefix(before.count)) == before)
        #expect(half.summary?.phases.count == whole.summary?.phases.count)
        #expect(half.summary?.phases.contains { $0.outcome == .stopped } == true)
    }

    /// What the script needs: the raw pressures, what the detector said, and when she said that she felt something.
    private func dump(_ run: GuidedRun) -> String {
        var text = "rate \(GuidedRun.rateHertz)\n"
        for (index, frame) in run.frames.enumerated() {
            text +=
                "f \(index) \(frame.deviceTime.microseconds) \(frame.pressure[0]) \(frame.pressure[1]) \(frame.rest) \(frame.state.name)\n"
        }
        for (_, event) in run.contractions where event.phase == .began {
            text += "b \(event.contraction.onset.deviceTime.microseconds) \(event.contraction.id)\n"
        }
        for (index, event) in run.contractions where event.isFinal && event.phase != .withdrawn {
            let contraction = event.contraction
            guard let offset = contraction.offset else { continue }
            text +=
                "c \(index) \(contraction.onset.deviceTime.microseconds) \(offset.deviceTime.microseconds) \(contraction.restBefore) \(contraction.kind.rawValue) \(contraction.id)\n"
        }
        for event in run.events {
            let time = event.deviceMicroseconds ?? 0
            switch event.kind {
            case .feltNoted: text += "felt \(time)\n"
            // Where steps end by themselves, and what is only known to the coach: the answer to a question takes no time.
            case .phaseEnded(let ending): text += "end \(time) \(ending.id) \(ending.outcome.rawValue)\n"
            case .phaseBegan(let began): text += "begin \(time) \(began.id)\n"
            default: break
            }
        }
        return text
    }
}
