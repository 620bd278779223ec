// SPDX-License-Identifier: Apache-2.0
import StreamAPI
import Testing

@testable import TonusDaemon

@Suite struct MethodAccessTests {
    @Test func everyMethodSaysWhoMayCallIt() {
        #expect(Set(MethodAccess.table.keys) == Set(RequestService.methods))
    }

    @Test func anObserverSeesAndChangesNothing() {
        let open = MethodAccess.table.filter { $0.value.role == .observer }.keys
        #expect(
            Set(open) == [
                Status.method, SubscribeParams.method, UnsubscribeParams.method, ConsentMethod.watchers,
                ProgrammesListResult.method, ProgrammeGetParams.method, ExerciseParams.status,
            ])
    }

    @Test func whoIsPausedCannotAskForAPressureInAnotherWay() {
        let closed = MethodAccess.table.filter { !$0.value.whilePaused }.keys
        #expect(
            Set(closed) == [
                ZeroParams.method, SelfTestParams.method, SessionStartParams.method, SessionControlParams.resume,
                SessionsListParams.method, SessionGetParams.method, SessionsExportParams.method,
                ExportReadParams.method, ProgrammeRunParams.method, ExerciseParams.status, ExerciseParams.resume,
                ExerciseParams.skip, ExerciseParams.next, ExerciseParams.felt, ExerciseParams.smallerToday,
                ExerciseAnswerParams.method, ParticipantsListParams.method, ParticipantAddParams.method,
                ParticipantChangeParams.method, ParticipantDeleteParams.method, ParticipantExportParams.method,
                DiaryAddParams.method, DiaryListParams.method, DiaryDeleteParams.method,
                SessionsTraceParams.method, SessionsGlanceParams.method, SessionsCompareParams.method,
                SessionsTrendParams.method, WebExportParams.method,
            ])
    }

    @Test(arguments: MethodAccess.table.keys.sorted())
    func aRefusalNamesTheMethodTheRoleAndTheRemedy(method: String) throws {
        let access = try #require(MethodAccess.table[method])
        try access.check(method, role: .controller, isPaused: false)
        do throws(RPCError) {
            try access.check(method, role: .observer, isPaused: false)
            #expect(access.role == .observer)
        } catch {
            #expect(access.role == .controller)
            #expect(error.code == -32006 && error.message.contains(method) && error.message.contains("observer"))
            #expect(error.data?.hint.contains("settings") == true)
        }
    }
}
