// SPDX-License-Identifier: Apache-2.0
import ExerciseProgrammes
import FoundationEssentials
import GuidedExercise
import NIOCore
import StreamAPI

/// What is asked about programmes and exercises.
extension RequestService {
    static let exerciseMethods = [
        ProgrammesListResult.method, ProgrammeGetParams.method, ProgrammeRunParams.method, ExerciseParams.status,
        ExerciseParams.pause, ExerciseParams.resume, ExerciseParams.skip, ExerciseParams.next, ExerciseParams.stop,
        ExerciseAnswerParams.method, ExerciseParams.felt, ExerciseParams.smallerToday,
    ]

    /// Returns false where the method is none of them.
    func dispatchExercises(
        _ head: RequestHead, bytes: Data, client: ClientHandler, answer: inout ByteBuffer
    ) throws(RPCError) -> Bool {
        switch head.method {
        case ProgrammesListResult.method:
            exercises.ask(
                { library throws(RPCError) in
                    var result = ProgrammesListResult(programmes: [], unreadable: [])
                    for found in library.all() {
                        switch found.programme {
                        case .success(let programme):
                            result.programmes.append(CoachProgramme(programme, origin: found.origin))
                        case .failure: result.unreadable.append(found.name)
                        }
                    }
                    return result
                }, replying(to: head.id, client))
        case ProgrammeGetParams.method:
            let params: ProgrammeGetParams = try params(of: head, from: bytes)
            exercises.ask(
                { library throws(RPCError) in
                    let (programme, origin) = try library.programme(params.name)
                    return CoachProgramme(programme, origin: origin)
                }, replying(to: head.id, client))
        case ProgrammeRunParams.method:
            let params: ProgrammeRunParams = try params(of: head, from: bytes)
            try exercises.run(params, lane: try lane(of: params.device), replying(to: head.id, client))
        case ExerciseParams.status:
            let params = try optional(head, bytes) ?? ExerciseParams()
            let reports = exercises.reports(device: params.device, withAnswers: client.role == .controller)
            publisher.messages.write(
                Response(id: head.id ?? .null, result: ExerciseStatusResult(exercises: reports)), to: &answer)
        case ExerciseAnswerParams.method:
            let params: ExerciseAnswerParams = try params(of: head, from: bytes)
            let report = try exercises.follow(.answer(try params.answer()), device: params.device)
            publisher.messages.write(Response(id: head.id ?? .null, result: report), to: &answer)
        default:
            guard let command = CoachCommand(method: head.method) else { return false }
            let params = try optional(head, bytes) ?? ExerciseParams()
            let report = try exercises.follow(command, device: params.device)
            // One who is paused may stop it all the same, and learns nothing by it.
            publisher.messages.write(
                Response(id: head.id ?? .null, result: client.isWithheld ? report.withoutBody : report), to: &answer)
        }
        return true
    }
}

extension CoachCommand {
    fileprivate init?(method: String) {
        switch method {
        case ExerciseParams.pause: self = .pause
        case ExerciseParams.resume: self = .resume
        case ExerciseParams.skip: self = .skip
        case ExerciseParams.next: self = .next
        case ExerciseParams.stop: self = .stop
        case ExerciseParams.felt: self = .felt
        case ExerciseParams.smallerToday: self = .smallerToday
        default: return nil
        }
    }
}

extension ExerciseAnswerParams {
    fileprivate func answer() throws(RPCError) -> Answer {
        switch (number, size, noneToday) {
        case (let number?, nil, nil): return .number(number)
        case (nil, let size?, nil): return .size(size)
        case (nil, nil, true): return .noneToday
        default:
            throw RPCError(
                .invalidParams, "Not exactly one of number, size and noneToday is given.",
                hint: "Give the one that the question asks for; exercise.next goes on without an answer.")
        }
    }
}

extension ExerciseReport {
    /// What a client may know from whom what is measured is withheld.
    fileprivate var withoutBody: ExerciseReport {
        var report = self
        (report.phase, report.cue, report.question, report.summary) = (nil, nil, nil, nil)
        return report
    }
}
