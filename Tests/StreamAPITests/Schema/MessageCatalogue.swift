// SPDX-License-Identifier: Apache-2.0
import StreamAPI

/// Every method and notification of the protocol. Whoever adds one to `StreamAPI` adds a line here; a test says so.
enum MessageCatalogue {
    struct Method {
        var name: String
        /// What it does, in a sentence.
        var summary: String
        var params: any (Codable & Sendable).Type
        var result: any (Codable & Sendable).Type
        /// Whether `params` may be left out.
        var mayOmitParams = false
        /// Beside those that any request can get.
        var errors: [RPCError.Code] = []
    }

    struct Notice {
        var name: String
        var params: any (Codable & Sendable).Type
    }

    static let methods = [
        Method(
            name: Status.method, summary: "How the daemon, the perineometers and their streams are.",
            params: NoParams.self, result: Status.self, mayOmitParams: true),
        Method(
            name: SubscribeParams.method, summary: "Has streams sent from now on, or from some seconds ago.",
            params: SubscribeParams.self, result: SubscribeResult.self,
            errors: [.tooManySubscriptions, .unknownDevice]),
        Method(
            name: UnsubscribeParams.method, summary: "Ends a subscription.", params: UnsubscribeParams.self,
            result: UnsubscribeResult.self,
            errors: [.unknownSubscription]),
        Method(
            name: SelfTestParams.method, summary: "Has the probe send its test patterns, and compares what arrives.",
            params: SelfTestParams.self, result: SelfTestResult.self, mayOmitParams: true,
            errors: [.unknownDevice, .notPossibleNow, .notAllowed]),
        Method(
            name: ZeroParams.method,
            summary:
                "Has the pressures count from the mean of the last second, or from the factory's calibration again.",
            params: ZeroParams.self, result: ZeroResult.self,
            errors: [.unknownDevice, .notPossibleNow, .notAllowed]),
        Method(
            name: ConsentMethod.watchers, summary: "Who is connected, and from whom what is measured is withheld.",
            params: NoParams.self, result: ConsentReport.self, mayOmitParams: true),
        Method(
            name: ConsentMethod.pause,
            summary: "Withholds what is measured from one connection, or from all but the one that asks.",
            params: ConsentParams.self, result: ConsentReport.self, mayOmitParams: true, errors: [.notAllowed]),
        Method(
            name: ConsentMethod.resume, summary: "Lets one connection, or everybody, see what is measured from now on.",
            params: ConsentParams.self, result: ConsentReport.self, mayOmitParams: true, errors: [.notAllowed]),
        Method(
            name: ConsentMethod.end, summary: "Closes another connection; should it come back, it is paused.",
            params: ConsentEndParams.self, result: ConsentReport.self, errors: [.notAllowed]),
        Method(
            name: WebOpen.method, summary: "Makes a link to the dashboard for one browser.",
            params: NoParams.self, result: WebOpenResult.self, mayOmitParams: true,
            errors: [.notPossibleNow, .notAllowed]),
        Method(
            name: SessionStartParams.method, summary: "Begins to record, from now on or from some seconds ago.",
            params: SessionStartParams.self, result: SessionReport.self, mayOmitParams: true,
            errors: [.unknownDevice, .unknownSession, .unknownParticipant, .storage, .notPossibleNow, .notAllowed]),
        Method(
            name: SessionMarkParams.method, summary: "Marks this moment of a recording.",
            params: SessionMarkParams.self, result: SessionMarkResult.self, mayOmitParams: true,
            errors: [.unknownSession, .storage, .notPossibleNow, .notAllowed]),
        Method(
            name: SessionControlParams.pause, summary: "Records nothing until it is resumed.",
            params: SessionControlParams.self, result: SessionReport.self, mayOmitParams: true,
            errors: [.unknownSession, .storage, .notPossibleNow, .notAllowed]),
        Method(
            name: SessionControlParams.resume, summary: "Goes on after a pause.",
            params: SessionControlParams.self, result: SessionReport.self, mayOmitParams: true,
            errors: [.unknownSession, .storage, .notPossibleNow, .notAllowed]),
        Method(
            name: SessionControlParams.stop, summary: "Ends a recording.",
            params: SessionControlParams.self, result: SessionReport.self, mayOmitParams: true,
            errors: [.unknownSession, .storage, .notPossibleNow, .notAllowed]),
        Method(
            name: SessionsListParams.method, summary: "The recorded sessions, the newest first.",
            params: SessionsListParams.self, result: SessionsListResult.self, mayOmitParams: true,
            errors: [.storage, .notAllowed]),
        Method(
            name: SessionGetParams.method, summary: "One recorded session.",
            params: SessionGetParams.self, result: SessionReport.self,
            errors: [.unknownSession, .storage, .notAllowed]),
        Method(
            name: SessionsVerifyParams.method, summary: "Opens every block, and says what is not as it was written.",
            params: SessionsVerifyParams.self, result: SessionsVerifyResult.self, mayOmitParams: true,
            errors: [.unknownSession, .storage, .notAllowed]),
        Method(
            name: SessionsDeleteParams.method, summary: "Deletes sessions for good.",
            params: SessionsDeleteParams.self, result: SessionsDeleteResult.self,
            errors: [.unknownSession, .storage, .notPossibleNow, .notAllowed]),
        Method(
            name: SessionsExportParams.method, summary: "Makes a file of a session, to be read in pieces.",
            params: SessionsExportParams.self, result: SessionsExportResult.self,
            errors: [.unknownSession, .storage, .notPossibleNow, .notAllowed]),
        Method(
            name: ExportReadParams.method, summary: "The next piece of an export.",
            params: ExportReadParams.self, result: ExportReadResult.self,
            errors: [.unknownExport, .storage, .notPossibleNow, .notAllowed]),
        Method(
            name: ParticipantsListParams.method, summary: "The people whose sessions and diary are kept.",
            params: ParticipantsListParams.self, result: ParticipantsListResult.self, mayOmitParams: true,
            errors: [.unknownParticipant, .storage, .notAllowed]),
        Method(
            name: ParticipantAddParams.method, summary: "Adds a participant.",
            params: ParticipantAddParams.self, result: ParticipantReport.self,
            errors: [.storage, .notPossibleNow, .notAllowed]),
        Method(
            name: ParticipantChangeParams.method,
            summary: "Gives a participant another pseudonym or name, or takes the name away.",
            params: ParticipantChangeParams.self, result: ParticipantReport.self,
            errors: [.unknownParticipant, .storage, .notPossibleNow, .notAllowed]),
        Method(
            name: ParticipantDeleteParams.method,
            summary: "Deletes a participant with name and diary for good, and the sessions where that is asked.",
            params: ParticipantDeleteParams.self, result: ParticipantDeleteResult.self,
            errors: [.unknownParticipant, .storage, .notPossibleNow, .notAllowed]),
        Method(
            name: ParticipantExportParams.method,
            summary: "Makes one file of everything about a participant, to be read in pieces.",
            params: ParticipantExportParams.self, result: SessionsExportResult.self,
            errors: [.unknownParticipant, .storage, .notPossibleNow, .notAllowed]),
        Method(
            name: DiaryAddParams.method, summary: "Writes something into a participant's diary.",
            params: DiaryAddParams.self, result: DiaryEntryReport.self,
            errors: [.unknownParticipant, .unknownSession, .storage, .notPossibleNow, .notAllowed]),
        Method(
            name: DiaryListParams.method, summary: "What a participant's diary says, the newest first.",
            params: DiaryListParams.self, result: DiaryListResult.self,
            errors: [.unknownParticipant, .unknownEntry, .storage, .notAllowed]),
        Method(
            name: DiaryDeleteParams.method, summary: "Deletes an entry of a diary for good.",
            params: DiaryDeleteParams.self, result: DiaryEntryReport.self,
            errors: [.unknownEntry, .storage, .notAllowed]),
        Method(
            name: ImportBeginParams.method, summary: "Begins to take in a recording that was made elsewhere.",
            params: ImportBeginParams.self, result: ImportBeginResult.self,
            errors: [.storage, .notPossibleNow, .notAllowed]),
        Method(
            name: ImportDataParams.method, summary: "The next samples of a recording that is taken in.",
            params: ImportDataParams.self, result: ImportProgress.self,
            errors: [.unknownImport, .storage, .notPossibleNow, .notAllowed]),
        Method(
            name: ImportEndParams.finish, summary: "Ends an import: what was sent is a session.",
            params: ImportEndParams.self, result: SessionReport.self,
            errors: [.unknownImport, .storage, .notPossibleNow, .notAllowed]),
        Method(
            name: ImportEndParams.cancel, summary: "Gives an import up: nothing is left of it.",
            params: ImportEndParams.self, result: ImportProgress.self,
            errors: [.unknownImport, .storage, .notPossibleNow, .notAllowed]),
        Method(
            name: SessionsTraceParams.method, summary: "The course of a channel in a window of a recording.",
            params: SessionsTraceParams.self, result: SessionsTraceResult.self,
            errors: [.unknownSession, .storage, .notAllowed]),
        Method(
            name: SessionsGlanceParams.method, summary: "What a list shows of a session besides its report.",
            params: SessionsGlanceParams.self, result: SessionsGlanceResult.self,
            errors: [.unknownSession, .storage, .notAllowed]),
        Method(
            name: SessionsCompareParams.method, summary: "Compares two sessions, to be read in pieces.",
            params: SessionsCompareParams.self, result: SessionsExportResult.self,
            errors: [.unknownSession, .storage, .notPossibleNow, .notAllowed]),
        Method(
            name: SessionsTrendParams.method, summary: "Sessions of a person over time, to be read in pieces.",
            params: SessionsTrendParams.self, result: SessionsExportResult.self, mayOmitParams: true,
            errors: [.storage, .notPossibleNow, .notAllowed]),
        Method(
            name: WebExportParams.method, summary: "A file of a session that a browser fetches by itself.",
            params: WebExportParams.self, result: WebExportResult.self,
            errors: [.unknownSession, .storage, .notPossibleNow, .notAllowed]),
        Method(
            name: ProgrammesListResult.method, summary: "The guided exercises that the daemon has.",
            params: NoParams.self, result: ProgrammesListResult.self, mayOmitParams: true,
            errors: [.notAllowed]),
        Method(
            name: ProgrammeGetParams.method, summary: "One guided exercise.",
            params: ProgrammeGetParams.self, result: CoachProgramme.self,
            errors: [.unknownProgramme, .notAllowed]),
        Method(
            name: ProgrammeRunParams.method, summary: "Guides somebody through an exercise from now on.",
            params: ProgrammeRunParams.self, result: ExerciseReport.self,
            errors: [
                .unknownProgramme, .unknownDevice, .unknownParticipant, .storage, .notPossibleNow, .notAllowed,
            ]),
        Method(
            name: ExerciseParams.status, summary: "What is done on each perineometer, or was done last.",
            params: ExerciseParams.self, result: ExerciseStatusResult.self, mayOmitParams: true,
            errors: [.unknownDevice, .notAllowed]),
        Method(
            name: ExerciseParams.pause, summary: "Time stands still until it is resumed.",
            params: ExerciseParams.self, result: ExerciseReport.self, mayOmitParams: true,
            errors: [.unknownDevice, .notPossibleNow, .notAllowed]),
        Method(
            name: ExerciseParams.resume, summary: "Goes on after a pause.",
            params: ExerciseParams.self, result: ExerciseReport.self, mayOmitParams: true,
            errors: [.unknownDevice, .notPossibleNow, .notAllowed]),
        Method(
            name: ExerciseParams.skip, summary: "Leaves out what is left of the phase.",
            params: ExerciseParams.self, result: ExerciseReport.self, mayOmitParams: true,
            errors: [.unknownDevice, .notPossibleNow, .notAllowed]),
        Method(
            name: ExerciseParams.next, summary: "Goes on from a step at one's own pace, or from a question.",
            params: ExerciseParams.self, result: ExerciseReport.self, mayOmitParams: true,
            errors: [.unknownDevice, .notPossibleNow, .notAllowed]),
        Method(
            name: ExerciseParams.stop, summary: "Ends the exercise now, which is a good end.",
            params: ExerciseParams.self, result: ExerciseReport.self, mayOmitParams: true,
            errors: [.unknownDevice, .notPossibleNow, .notAllowed]),
        Method(
            name: ExerciseParams.felt, summary: "Tension is felt.",
            params: ExerciseParams.self, result: ExerciseReport.self, mayOmitParams: true,
            errors: [.unknownDevice, .notPossibleNow, .notAllowed]),
        Method(
            name: ExerciseParams.smallerToday, summary: "Goes on with the next smaller trainer.",
            params: ExerciseParams.self, result: ExerciseReport.self, mayOmitParams: true,
            errors: [.unknownDevice, .notPossibleNow, .notAllowed]),
        Method(
            name: ExerciseAnswerParams.method, summary: "Answers the open question.",
            params: ExerciseAnswerParams.self, result: ExerciseReport.self,
            errors: [.unknownDevice, .notPossibleNow, .notAllowed]),
    ]

    static let notifications = [
        Notice(name: Hello.method, params: Hello.self),
        Notice(name: Samples.method, params: Samples.self),
        Notice(name: ContractionMessage.method, params: ContractionMessage.self),
        Notice(name: RestMessage.method, params: RestMessage.self),
        Notice(name: GapMessage.method, params: GapMessage.self),
        Notice(name: LagMessage.method, params: LagMessage.self),
        Notice(name: DeviceMessage.method, params: DeviceMessage.self),
        Notice(name: DevicesMessage.method, params: DevicesMessage.self),
        Notice(name: ConsentMessage.method, params: ConsentMessage.self),
        Notice(name: WithheldMessage.method, params: WithheldMessage.self),
        Notice(name: RoleMessage.method, params: RoleMessage.self),
        Notice(name: Bye.method, params: Bye.self),
        Notice(name: SessionMessage.method, params: SessionMessage.self),
        Notice(name: CoachMessage.method, params: CoachMessage.self),
    ]

    /// What any request can get, whatever its method.
    static let commonErrors: [RPCError.Code] = [
        .parseError, .invalidRequest, .methodNotFound, .invalidParams, .internalError, .requestTooLong,
    ]
}
