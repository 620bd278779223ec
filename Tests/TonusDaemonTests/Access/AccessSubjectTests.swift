// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import TonusDaemon

@Suite struct AccessSubjectTests {
    private static let accounts = Accounts(
        user: { $0 == "anna" ? .number(1001) : $0 == "slow" ? .unreadable(reason: "no answer") : .unknown },
        group: { $0 == "physio" ? .number(44) : .unknown })

    private func error(_ text: String) -> AccessSubjectError? {
        do throws(AccessSubjectError) {
            _ = try AccessSubject(parsing: text, accounts: Self.accounts)
            return nil
        } catch {
            return error
        }
    }

    @Test func namesAndNumbersAreRead() throws {
        let read = try ["anna", "1000", "0", "@physio", "@100"].map {
            try AccessSubject(parsing: $0, accounts: Self.accounts)
        }
        #expect(read == [.user(1001), .user(1000), .user(0), .group(44), .group(100)])
    }

    @Test func anUnknownNameIsToldWithTheWayToFindTheRightOne() throws {
        let user = try #require(error("physio"))
        #expect(user.message == "There is no user \"physio\" on this machine.")
        #expect(user.hint.contains("getent passwd") && user.hint.contains("@physio"))
        let group = try #require(error("@anna"))
        #expect(group.message.contains("no group \"anna\""))
        #expect(group.hint.contains("getent group"))
        #expect(try #require(error("slow")).message.contains("no answer"))
    }

    @Test(arguments: ["", "@", "4294967295", "99999999999999999999", "@4294967296", "-1", "+1", "@@physio", "an na"])
    func nothingElseIsTakenForSomebody(text: String) { #expect(error(text) != nil) }

    @Test func aLongNameIsNotRepeatedInFull() throws {
        let told = try #require(error(String(repeating: "x", count: 100_000)))
        #expect(told.message.utf8.count + told.hint.utf8.count < 400)
    }

    @Test func theSystemsOwnNamesAreFound() throws {
        #expect(try AccessSubject(parsing: "root") == .user(0))
        #expect(try AccessSubject(parsing: "@root") == .group(0))
        #expect(throws: AccessSubjectError.self) { try AccessSubject(parsing: "no-such-user-here") }
        #expect(Accounts.userName(of: 0) == "root")
        #expect(Accounts.userName(of: 3_999_999_999) == nil)
    }
}
