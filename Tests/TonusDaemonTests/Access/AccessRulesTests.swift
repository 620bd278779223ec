// SPDX-License-Identifier: Apache-2.0
import Glibc
import StreamAPI
import Testing

@testable import TonusDaemon

@Suite struct AccessRulesTests {
    private static let daemon: uid_t = 500

    private func role(_ rules: AccessRules, user: uid_t, groups: [gid_t] = []) -> ClientRole? {
        rules.role(userID: user, groupIDs: groups, daemonUserID: Self.daemon)
    }

    @Test func withoutSettingsWhoeverCanConnectIsAController() {
        for user in [0, Self.daemon, 1000] { #expect(role(AccessRules(), user: user) == .controller) }
    }

    @Test func rootAndTheDaemonsOwnUserCannotBeLockedOut() {
        let rules = AccessRules(observers: [.user(0), .user(Self.daemon), .group(7)], others: .nobody)
        #expect(role(rules, user: 0, groups: [7]) == .controller)
        #expect(role(rules, user: Self.daemon, groups: [7]) == .controller)
    }

    /// Every combination of where a user and his groups are named, and of what others may.
    @Test func theFirstRuleThatAppliesDecides() {
        for bits in 0..<16 {
            func has(_ bit: Int) -> Bool { bits >> bit & 1 == 1 }
            for others in AccessRules.Others.allCases {
                let rules = AccessRules(
                    controllers: (has(0) ? [.user(1000)] : []) + (has(1) ? [.group(7)] : []),
                    observers: (has(2) ? [.user(1000)] : []) + (has(3) ? [.group(7)] : []), others: others)
                let expected: ClientRole? =
                    switch (has(0), has(2), has(1), has(3)) {
                    case (true, _, _, _): .controller
                    case (_, true, _, _): .observer
                    case (_, _, true, _): .controller
                    case (_, _, _, true): .observer
                    default: others == .nobody ? nil : others == .observer ? .observer : .controller
                    }
                #expect(role(rules, user: 1000, groups: [3, 7]) == expected, "\(rules)")
            }
        }
    }

    @Test func aUsersNumberIsNoGroupsNumber() {
        let rules = AccessRules(controllers: [.group(1000)], observers: [.user(7)], others: .nobody)
        #expect(role(rules, user: 1000, groups: [7]) == nil)
    }

    @Test func whoIsInNoListGetsWhatOthersGet() {
        let rules = AccessRules(controllers: [.user(1)], observers: [.group(2)], others: .nobody)
        #expect(role(rules, user: 3, groups: [3]) == nil)
    }
}
