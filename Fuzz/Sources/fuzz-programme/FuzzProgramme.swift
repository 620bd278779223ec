// SPDX-License-Identifier: Apache-2.0
import ExerciseProgrammes
import Fuzzing
import GuidedExercise
import Perineometry

/// A guided exercise as text: refused with places and remedies, or a programme that is drawn, and that a coach guides to
/// an end whatever is commanded and measured meanwhile. The bytes of the text say that, too.
@main enum FuzzProgramme {
    static func main() {
        fuzz { bytes in
            do throws(ProgrammeFaults) {
                let programme = try Programme(reading: TextNode(yaml: bytes))
                require(programme.seconds <= Programme.longestSeconds, "it takes \(programme.seconds) s")
                for isPlain in [true, false] {
                    require(!ProgrammeTimeline(programme, isPlain: isPlain).lines.isEmpty, "nothing is drawn")
                }
                guide(programme, by: bytes)
            } catch {
                require(!error.faults.isEmpty, "refused without a fault")
                for fault in error.faults { check(fault) }
            }
        }
    }

    private static func check(_ fault: ProgrammeFault) {
        require(fault.line >= 1 && fault.column >= 1, "a place before the text: \(fault)")
        require(!fault.message.isEmpty && !fault.remedy.isEmpty, "a fault without words: \(fault)")
        require(!fault.message.contains("\n"), "a fault of more than a line: \(fault)")
    }

    private static func guide(_ programme: Programme, by bytes: [UInt8]) {
        let options = CoachOptions(
            isWithoutMaximum: bytes.count.isMultiple(of: 2), zero: bytes.count.isMultiple(of: 3) ? .inSitu : .air,
            hasAbdominalChannel: bytes.count.isMultiple(of: 5))
        var coach: Coach
        do throws(StartRefusal) { coach = try Coach(programme, options: options) } catch {
            require(
                !error.faults.isEmpty && error.faults.allSatisfy { !$0.message.isEmpty && !$0.remedy.isEmpty },
                "refused to start without words")
            return
        }
        var told = Told()
        follow(.start, &coach)
        var microseconds: UInt64 = 0
        for byte in bytes.prefix(600) where coach.end == nil {
            // From 20 ms, which is as a probe samples, to half a minute, which is a step.
            microseconds += [20_000, 200_000, 1_000_000, 30_000_000][Int(byte >> 6)]
            let pressure = Double(byte & 0x3F)
            let rest = byte & 7 == 7 ? Double.nan : 10
            coach.take(
                CoachSample(
                    deviceTime: DeviceTime(microseconds: microseconds), pressure: pressure, rest: rest,
                    state: pressure > 30 ? .contraction : .rest, quality: byte == 0x3F ? .clipped : .measured))
            command(byte, programme, &coach)
            told.take(&coach)
        }
        if coach.end == nil { follow(.stop, &coach) }
        told.take(&coach)
        require(told.ends == 1 && coach.end != nil, "it ended \(told.ends) times")
    }

    private static func command(_ byte: UInt8, _ programme: Programme, _ coach: inout Coach) {
        switch byte & 0x1F {
        case 1: follow(.pause, &coach)
        case 2, 3: follow(.resume, &coach)
        case 4: follow(.skip, &coach)
        case 5, 6: follow(.next, &coach)
        case 7: follow(.answer(.number(Int(byte >> 5) * 2)), &coach)
        case 8: follow(.answer(.size(programme.sizes.last?.name ?? "")), &coach)
        case 9: follow(.answer(.noneToday), &coach)
        case 10: follow(.felt, &coach)
        case 11: follow(.smallerToday, &coach)
        case 12: coach.interrupt(.gap)
        case 13: coach.restart(pauses: byte > 0x7F)
        default: break
        }
    }

    private static func follow(_ command: CoachCommand, _ coach: inout Coach) {
        do throws(CommandRefusal) { try coach.follow(command) } catch {
            require(!error.message.isEmpty && !error.remedy.isEmpty, "a refusal without words")
        }
    }

    /// What the coach says holds together.
    private struct Told {
        var ends = 0
        private var elapsed = 0.0
        private var view = CoachView(isPlain: false)

        mutating func take(_ coach: inout Coach) {
            while let event = coach.nextEvent() {
                require(ends == 0, "something is said after the end: \(event.kind)")
                require(event.elapsedSeconds >= elapsed, "time went back to \(event.elapsedSeconds) s")
                elapsed = event.elapsedSeconds
                switch event.kind {
                case .score(let score): check(score)
                case .ended(let summary):
                    ends += 1
                    summary.phases.flatMap(\.scores).forEach(check)
                default: break
                }
                _ = view.take(event)
                for width in [0, 1, 40, 200] {
                    let line = view.live(pressure: elapsed, rest: 10, width: width, isSimulated: true)
                    require(line != nil, "no line is live")
                }
            }
        }

        private func check(_ score: Score) {
            require((score.value == nil) != (score.excluded == nil), "\(score) has neither value nor reason, or both")
            require(score.value?.isFinite ?? true, "\(score) is no number")
        }
    }
}
