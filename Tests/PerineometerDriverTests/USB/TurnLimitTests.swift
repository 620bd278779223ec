// SPDX-License-Identifier: Apache-2.0
import PerineometerDriver
import Perineometry
import Testing

@Suite struct TurnLimitTests {
    private func exceeded(turns: Int, apartNanoseconds: UInt64) -> Int {
        var limit = TurnLimit()
        return (0..<turns).count {
            limit.isExceeded(at: HostTime(nanoseconds: 5_000_000_000 + UInt64($0) * apartNanoseconds))
        }
    }

    @Test func theBusiestStreamIsNeverHeldUp() {
        // Eight devices, 1000 packets a second each.
        #expect(exceeded(turns: 80_000, apartNanoseconds: 125_000) == 0)
    }

    @Test func aLoopThatTurnsForNothingIsMadeToRest() {
        // As fast as a system call that returns at once.
        #expect(exceeded(turns: 10_000, apartNanoseconds: 1000) > 200)
    }
}
