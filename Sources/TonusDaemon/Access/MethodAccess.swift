// SPDX-License-Identifier: Apache-2.0
import StreamAPI

/// What each method needs. Dispatch knows no method that is not in here, so a new one cannot be open by oversight.
struct MethodAccess {
    /// The least role that may call it.
    let role: ClientRole
    /// Whether a connection may call it from which what is measured is withheld.
    let whilePaused: Bool

    static let table: [String: MethodAccess] = [
        Status.method: MethodAccess(role: .observer, whilePaused: true),
        SubscribeParams.method: MethodAccess(role: .observer, whilePaused: true),
        UnsubscribeParams.method: MethodAccess(role: .observer, whilePaused: true),
        ConsentMethod.watchers: MethodAccess(role: .observer, whilePaused: true),
        // Also while paused: whoever paused everybody may come back on a new connection, and must be able to undo it.
        ConsentMethod.pause: MethodAccess(role: .controller, whilePaused: true),
        ConsentMethod.resume: MethodAccess(role: .controller, whilePaused: true),
        ConsentMethod.end: MethodAccess(role: .controller, whilePaused: true),
        // The result tells the pressure that became 0.
        ZeroParams.method: MethodAccess(role: .controller, whilePaused: false),
        SelfTestParams.method: MethodAccess(role: .controller, whilePaused: false),
        WebOpen.method: MethodAccess(role: .controller, whilePaused: true),
        SessionStartParams.method: MethodAccess(role: .controller, whilePaused: false),
        SessionMarkParams.method: MethodAccess(role: .controller, whilePaused: true),
        SessionControlParams.pause: MethodAccess(role: .controller, whilePaused: true),
        SessionControlParams.resume: MethodAccess(role: .controller, whilePaused: false),
        SessionControlParams.stop: MethodAccess(role: .controller, whilePaused: true),
        // What was recorded is as private as what is measured.
        SessionsListParams.method: MethodAccess(role: .controller, whilePaused: false),
        SessionGetParams.method: MethodAccess(role: .controller, whilePaused: false),
        SessionsVerifyParams.method: MethodAccess(role: .controller, whilePaused: true),
        SessionsDeleteParams.method: MethodAccess(role: .controller, whilePaused: true),
        SessionsExportParams.method: MethodAccess(role: .controller, whilePaused: false),
        ExportReadParams.method: MethodAccess(role: .controller, whilePaused: false),
        SessionsTraceParams.method: MethodAccess(role: .controller, whilePaused: false),
        SessionsGlanceParams.method: MethodAccess(role: .controller, whilePaused: false),
        SessionsCompareParams.method: MethodAccess(role: .controller, whilePaused: false),
        SessionsTrendParams.method: MethodAccess(role: .controller, whilePaused: false),
        WebExportParams.method: MethodAccess(role: .controller, whilePaused: false),
        ParticipantsListParams.method: MethodAccess(role: .controller, whilePaused: false),
        ParticipantAddParams.method: MethodAccess(role: .controller, whilePaused: false),
        ParticipantChangeParams.method: MethodAccess(role: .controller, whilePaused: false),
        ParticipantDeleteParams.method: MethodAccess(role: .controller, whilePaused: false),
        ParticipantExportParams.method: MethodAccess(role: .controller, whilePaused: false),
        DiaryAddParams.method: MethodAccess(role: .controller, whilePaused: false),
        DiaryListParams.method: MethodAccess(role: .controller, whilePaused: false),
        DiaryDeleteParams.method: MethodAccess(role: .controller, whilePaused: false),
        ImportBeginParams.method: MethodAccess(role: .controller, whilePaused: true),
        ImportDataParams.method: MethodAccess(role: .controller, whilePaused: true),
        ImportEndParams.finish: MethodAccess(role: .controller, whilePaused: true),
        ImportEndParams.cancel: MethodAccess(role: .controller, whilePaused: true),
        ProgrammesListResult.method: MethodAccess(role: .observer, whilePaused: true),
        ProgrammeGetParams.method: MethodAccess(role: .observer, whilePaused: true),
        ProgrammeRunParams.method: MethodAccess(role: .controller, whilePaused: false),
        ExerciseParams.status: MethodAccess(role: .observer, whilePaused: false),
        // Whoever guides somebody can always end it.
        ExerciseParams.stop: MethodAccess(role: .controller, whilePaused: true),
        ExerciseParams.pause: MethodAccess(role: .controller, whilePaused: true),
        ExerciseParams.resume: MethodAccess(role: .controller, whilePaused: false),
        ExerciseParams.skip: MethodAccess(role: .controller, whilePaused: false),
        ExerciseParams.next: MethodAccess(role: .controller, whilePaused: false),
        ExerciseParams.felt: MethodAccess(role: .controller, whilePaused: false),
        ExerciseParams.smallerToday: MethodAccess(role: .controller, whilePaused: false),
        ExerciseAnswerParams.method: MethodAccess(role: .controller, whilePaused: false),
    ]

    /// - Throws: `notAllowed` where a client of this role may not call the method now.
    func check(_ method: String, role: ClientRole, isPaused: Bool) throws(RPCError) {
        guard self.role == .observer || role == .controller else {
            throw RPCError(
                .notAllowed, "\(method) is for controllers; you are an \(role.rawValue).",
                hint: "Who may do what is in the daemon's settings (docs/service.md, \"Who may do what\"). Ask whoever "
                    + "runs tonusd to make you a controller, then connect anew.")
        }
        guard !isPaused || whilePaused else {
            throw RPCError(
                .notAllowed, "\(method) is not possible while the person measured has paused you.",
                hint: "Wait until watching is resumed; `withheld` tells when.")
        }
    }
}
