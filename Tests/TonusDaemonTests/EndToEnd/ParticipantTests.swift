// SPDX-License-Identifier: Apache-2.0
import Foundation
import StreamAPI
import Testing
import TonusClient

@testable import TonusDaemon

/// Participants and their diaries at the socket.
@Suite struct ParticipantTests {
    private static let simulation = "comfortable-strong,rate=250"

    @Test func aParticipantIsAddedNamedRenamedAndToldWithoutTheNameUnlessAsked() async throws {
        try await ServedSocket.with(Self.simulation, keepsSessions: true) { served in
            let tonus = try TonusConnection(path: served.path)
            let added = try tonus.add(ParticipantAddParams(participant: "P-7", name: "Ada Example"))
            #expect(added == Self.report("P-7", named: true))
            #expect(try tonus.participants().map(\.name) == [nil])
            #expect(try tonus.participants(ParticipantsListParams(names: true)).map(\.name) == ["Ada Example"])

            let again = try refusal { _ = try tonus.add(ParticipantAddParams(participant: "P-7")) }
            #expect(again?.code == RPCError.Code.notPossibleNow.rawValue)
            _ = try tonus.add(DiaryAddParams(participant: "P-7", kind: .note, text: "before"))
            let renamed = try tonus.change(ParticipantChangeParams(participant: "P-7", pseudonym: "P-8"))
            #expect(renamed.participant == "P-8")
            #expect(renamed.entryCount == 1)
            let unnamed = try tonus.change(ParticipantChangeParams(participant: "P-8", unname: true))
            #expect(!unnamed.named)
            #expect(try tonus.participants(ParticipantsListParams(names: true)).map(\.name) == [nil])
        }
    }

    @Test func whatCannotBeAPseudonymOrANameIsRefusedWithoutSayingIt() async throws {
        try await ServedSocket.with(Self.simulation, keepsSessions: true) { served in
            let tonus = try TonusConnection(path: served.path)
            for text in ["", " P", "P\n7", "P\t7", String(repeating: "P", count: 65)] {
                let error = try refusal { _ = try tonus.add(ParticipantAddParams(participant: text)) }
                #expect(error?.code == RPCError.Code.invalidParams.rawValue, "\(text)")
            }
            for name in ["", "Ada\nExample", String(repeating: "n", count: 257)] {
                let error = try refusal { _ = try tonus.add(ParticipantAddParams(participant: "P-7", name: name)) }
                #expect(error?.code == RPCError.Code.invalidParams.rawValue)
                #expect(name.isEmpty || error?.message.contains(name) == false)
            }
            #expect(try tonus.participants().isEmpty)
            let none = try refusal { _ = try tonus.change(ParticipantChangeParams(participant: "P-7")) }
            #expect(none?.code == RPCError.Code.invalidParams.rawValue)
        }
    }

    @Test func aMistypedPseudonymIsRefusedWithTheNearestOnceSomebodyWasAdded() async throws {
        try await ServedSocket.with(Self.simulation, keepsSessions: true) { served in
            let tonus = try TonusConnection(path: served.path)
            let free = try tonus.start(SessionStartParams(participant: "anybody"))
            try tonus.awaitSamples(10, of: free.id)
            _ = try tonus.change(SessionControlParams.stop)
            _ = try tonus.add(ParticipantAddParams(participant: "P-007"))
            let slip = try refusal { _ = try tonus.start(SessionStartParams(participant: "P-008")) }
            #expect(slip?.code == RPCError.Code.unknownParticipant.rawValue)
            #expect(slip?.data?.hint.contains("P-007") == true, "\(slip?.data?.hint ?? "")")
            #expect(slip?.data?.hint.contains("participants.add") == true)
            let guided = try refusal {
                let _: ExerciseReport = try tonus.call(
                    ProgrammeRunParams.method, ProgrammeRunParams(name: "trainer", participant: "P-008"),
                    within: patience)
            }
            #expect(guided?.code == RPCError.Code.unknownParticipant.rawValue)
            let diary = try refusal { _ = try tonus.diary("P-008") }
            #expect(diary?.code == RPCError.Code.unknownParticipant.rawValue)
            // Whom sessions know already may be recorded again.
            #expect(try tonus.start(SessionStartParams(participant: "anybody")).participant == "anybody")
        }
    }

    @Test(.disabled(if: OtherUser.obstacle != nil, OtherUser.obstacle))
    func anObserverIsToldNoNameAndNoDiary() async throws {
        let rules = AccessRules(observers: [.group(4242)], others: .nobody)
        try await ServedSocket.with(Self.simulation, rules: rules, keepsSessions: true) { served in
            let tonus = try TonusConnection(path: served.path)
            _ = try tonus.add(ParticipantAddParams(participant: "P-7", name: "NAMENAMENAME"))
            let entry = try tonus.add(DiaryAddParams(participant: "P-7", kind: .note, text: "DIARYTEXT")).entry
            let asked = [
                (ParticipantsListParams.method, #"{"names":true}"#), (ParticipantsListParams.method, "{}"),
                (ParticipantAddParams.method, #"{"participant":"P-8"}"#),
                (ParticipantChangeParams.method, #"{"participant":"P-7","unname":true}"#),
                (ParticipantDeleteParams.method, #"{"participant":"P-7"}"#),
                (ParticipantExportParams.method, #"{"participant":"P-7","names":true}"#),
                (DiaryAddParams.method, #"{"participant":"P-7","kind":"note","text":"a"}"#),
                (DiaryListParams.method, #"{"participant":"P-7"}"#),
                (DiaryDeleteParams.method, #"{"entry":"\#(entry)"}"#),
            ]
            let lines = asked.enumerated().map { number, request in
                #"{"jsonrpc":"2.0","id":\#(number),"method":"\#(request.0)","params":\#(request.1)}"#
            }
            let other = try OtherUser.connect(to: served.path, user: 4001, groups: [4242], sending: lines)
            for id in asked.indices {
                let error = try #require(try other.message { $0["id"] as? Int == id }["error"] as? [String: Any])
                #expect(error["code"] as? Int == RPCError.Code.notAllowed.rawValue, "\(asked[id].0)")
            }
            for word in ["NAMENAMENAME", "DIARYTEXT"] { #expect(!other.standardOutput.contains(word)) }
            #expect(try tonus.participants(ParticipantsListParams(names: true)).map(\.name) == ["NAMENAMENAME"])
            #expect(try tonus.diary("P-7").count == 1)
        }
    }

    @Test func deletingSaysWhatItTouchesAndTakesSessionsOnlyWhenAsked() async throws {
        try await ServedSocket.with(Self.simulation, keepsSessions: true) { served in
            let tonus = try TonusConnection(path: served.path)
            _ = try tonus.add(ParticipantAddParams(participant: "P-7", name: "Ada Example"))
            _ = try tonus.add(ParticipantAddParams(participant: "P-9"))
            _ = try tonus.add(DiaryAddParams(participant: "P-7", kind: .note, text: "one"))
            let other = try tonus.add(DiaryAddParams(participant: "P-9", kind: .note, text: "two"))
            let session = try tonus.start(SessionStartParams(participant: "P-7")).id
            try tonus.awaitSamples(10, of: session)

            let busy = try refusal { _ = try tonus.delete(ParticipantDeleteParams(participant: "P-7", sessions: true)) }
            #expect(busy?.code == RPCError.Code.notPossibleNow.rawValue)
            _ = try tonus.change(SessionControlParams.stop)
            let dry = try tonus.delete(ParticipantDeleteParams(participant: "P-7", dryRun: true))
            #expect(dry.named && dry.entries == 1 && dry.deleted.isEmpty && dry.kept == [session] && dry.dryRun)
            #expect(try tonus.participants().count == 2)

            let kept = try tonus.delete(ParticipantDeleteParams(participant: "P-7"))
            #expect(kept.kept == [session] && !kept.dryRun)
            var left = Self.report("P-7", added: false)
            (left.sessions, left.sessionCount) = ([session], 1)
            #expect(try tonus.participants(ParticipantsListParams(participant: "P-7", names: true)) == [left])
            let gone = try tonus.delete(ParticipantDeleteParams(participant: "P-7", sessions: true))
            #expect(gone.deleted == [session])
            #expect(try tonus.sessions().isEmpty)
            #expect(try tonus.participants().map(\.participant) == ["P-9"])
            #expect(try tonus.diary("P-9") == [other])
        }
    }

    @Test func everythingAboutAParticipantIsInOneArchiveAndTheNameOnlyWhereItIsAskedFor() async throws {
        try await ServedSocket.with(Self.simulation, keepsSessions: true) { served in
            let tonus = try TonusConnection(path: served.path)
            _ = try tonus.add(ParticipantAddParams(participant: "P-7", name: "Ada Example"))
            _ = try tonus.add(
                DiaryAddParams(participant: "P-7", kind: .treatment, day: "2026-03-14", treatment: "botox"))
            let session = try tonus.start(SessionStartParams(participant: "P-7", note: "a note of the session")).id
            try tonus.awaitSamples(300, of: session)
            _ = try tonus.change(SessionControlParams.stop)
            let (name, archive) = try tonus.export(ParticipantExportParams(participant: "P-7"))
            #expect(name == "tonus-participant.tar")
            let text = String(decoding: archive, as: UTF8.self)
            for part in ["diary.json", "botox", "participant.json", "\(session)/session.edf"] {
                #expect(text.contains(part), "\(part)")
            }
            #expect(!text.contains("Ada Example"))
            let (_, named) = try tonus.export(ParticipantExportParams(participant: "P-7", names: true))
            #expect(String(decoding: named, as: UTF8.self).contains("Ada Example"))
            let (sealedName, sealed) = try tonus.export(
                ParticipantExportParams(participant: "P-7", names: true, passphrase: "long enough"))
            #expect(sealedName == "tonus-participant.tar.age")
            #expect(sealed.starts(with: Data("age-encryption.org/v1\n".utf8)))
        }
    }

    private static func report(_ participant: String, named: Bool = false, added: Bool = true) -> ParticipantReport {
        ParticipantReport(
            participant: participant, named: named, added: added, sessions: [], sessionCount: 0, entryCount: 0)
    }
}

/// What tests ask of participants.
extension TonusConnection {
    func participants(
        _ params: ParticipantsListParams = ParticipantsListParams()
    ) throws -> [ParticipantReport] {
        let result: ParticipantsListResult = try call(ParticipantsListParams.method, params, within: patience)
        return result.participants
    }

    func add(_ params: ParticipantAddParams) throws -> ParticipantReport {
        try call(ParticipantAddParams.method, params, within: patience)
    }

    func change(_ params: ParticipantChangeParams) throws -> ParticipantReport {
        try call(ParticipantChangeParams.method, params, within: patience)
    }

    func delete(_ params: ParticipantDeleteParams) throws -> ParticipantDeleteResult {
        try call(ParticipantDeleteParams.method, params, within: patience)
    }

    func add(_ params: DiaryAddParams) throws -> DiaryEntryReport {
        try call(DiaryAddParams.method, params, within: patience)
    }

    func diary(_ participant: String) throws -> [DiaryEntryReport] {
        let result: DiaryListResult = try call(
            DiaryListParams.method, DiaryListParams(participant: participant), within: patience)
        return result.entries
    }

    func export(_ params: ParticipantExportParams) throws -> (name: String, bytes: Data) {
        let export: SessionsExportResult = try call(ParticipantExportParams.method, params, within: patience)
        var data = Data()
        while true {
            let piece: ExportReadResult = try call(
                ExportReadParams.method, ExportReadParams(export: export.export), within: patience)
            data += try #require(Data(base64Encoded: piece.data))
            if piece.done { return (export.fileName, data) }
        }
    }
}
