// SPDX-License-Identifier: Apache-2.0
import Glibc
import Testing

@testable import TonusDaemon

@Suite struct ConsentTests {
    private let patient = PeerCredentials(userID: 1000, groupIDs: [1000], processID: 10)
    private let game = PeerCredentials(userID: 1000, groupIDs: [1000], processID: 11)
    private let stranger = PeerCredentials(userID: 1001, groupIDs: [1001], processID: 20)

    @Test func aPauseOfEverybodyHoldsForThoseWhoComeLaterAndForNobodyElse() {
        var consent = Consent()
        consent.pauseEverybody(but: 1)
        consent.admit(3, of: stranger)
        #expect(!consent.withholds(from: 1) && consent.withholds(from: 2) && consent.withholds(from: 3))
        #expect(consent.isForEverybody && consent.isInForce)
    }

    @Test func aPauseOutlivesTheConnectionThatAskedForIt() {
        var consent = Consent()
        consent.pauseEverybody(but: 1)
        consent.forget(1)
        consent.admit(2, of: patient)
        #expect(consent.withholds(from: 2), "her own page, come back, is paused too: it must resume")
        consent.resumeEverybody()
        #expect(!consent.withholds(from: 2) && !consent.isInForce)
    }

    @Test func whoIsPausedAndComesBackIsPausedStill() {
        var consent = Consent()
        consent.pause(5, of: stranger, by: patient)
        consent.forget(5)
        #expect(consent.isInForce)
        var other = stranger
        other.processID = 21
        consent.admit(6, of: other)
        #expect(consent.withholds(from: 6))
        consent.resume(6, of: other)
        consent.admit(7, of: stranger)
        #expect(!consent.withholds(from: 6) && !consent.withholds(from: 7) && !consent.isInForce)
    }

    @Test func programsOfWhoeverAsksAreToldApart() {
        var consent = Consent()
        consent.pause(5, of: game, by: patient)
        consent.admit(6, of: patient)
        consent.admit(7, of: game)
        #expect(!consent.withholds(from: 6) && consent.withholds(from: 7))
    }

    @Test func whoIsEndedComesBackPaused() {
        var consent = Consent()
        consent.remember(stranger, by: patient)
        consent.forget(5)
        consent.admit(6, of: stranger)
        #expect(consent.withholds(from: 6))
    }

    @Test func oneCanBeResumedWhileEverybodyIsPausedAndPausedAgain() {
        var consent = Consent()
        consent.pauseEverybody(but: 1)
        consent.resume(5, of: stranger)
        #expect(!consent.withholds(from: 5) && consent.withholds(from: 6))
        consent.pause(5, of: stranger, by: patient)
        #expect(consent.withholds(from: 5))
    }

    @Test func manyPeopleTakeBoundedMemoryAndUsersAreNotForgottenForProcesses() {
        var consent = Consent()
        consent.remember(stranger, by: patient)
        for process in 100..<pid_t(100 + 3 * Consent.peopleLimit) {
            consent.remember(PeerCredentials(userID: 1000, groupIDs: [], processID: process), by: patient)
        }
        consent.admit(2, of: stranger)
        consent.admit(3, of: PeerCredentials(userID: 1000, groupIDs: [], processID: 100))
        #expect(consent.withholds(from: 2) && !consent.withholds(from: 3))
    }
}
