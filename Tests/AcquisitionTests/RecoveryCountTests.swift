// SPDX-License-Identifier: Apache-2.0
import Perineometry
import Testing

@testable import Acquisition

@Suite struct RecoveryCountTests {
    /// How many seconds a transport that recovers so often a second is borne, up to `seconds`.
    private func borne(perSecond: Double, for seconds: Double) -> Double? {
        var count = RecoveryCount(now: HostTime(nanoseconds: 0))
        for number in 1...UInt64(seconds * perSecond) {
            let now = Double(number) / perSecond
            let grown = count.hasGrown(to: number)
            if grown, count.isHopeless(now: HostTime(nanoseconds: UInt64(now * 1e9))) { return now }
        }
        return nil
    }

    @Test func aLoosePlugIsBorneAndAStreamThatBreaksAllTheTimeIsNot() {
        #expect(borne(perSecond: 1, for: 3600) == nil)
        let end = borne(perSecond: 50, for: 60)
        #expect(end.map { $0 < 1 } == true)
    }

    @Test func eachRecoveryIsSeenOnce() {
        var count = RecoveryCount(now: HostTime(nanoseconds: 0))
        let seen = [0, 1, 1, 3, 3].map { count.hasGrown(to: $0) }
        #expect(seen == [false, true, false, true, false])
    }
}
