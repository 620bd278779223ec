// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import PerineometerDriver

@Suite struct RecoveryLadderTests {
    private func steps(after fault: RecoveryLadder.Fault) -> [RecoveryLadder.Step] {
        var ladder = RecoveryLadder()
        var steps: [RecoveryLadder.Step] = []
        repeat { steps.append(ladder.next(after: fault)) } while steps.last != .end && steps.count < 100
        return steps
    }

    private func restarts(_ pauses: [Int32]) -> [RecoveryLadder.Step] {
        pauses.map { .restart(pauseMilliseconds: $0) }
    }

    @Test func errorsAreGivenLongerAndLongerPausesThenAResetThenTheSameAgain() {
        let round = restarts([1, 2, 4, 8, 16, 32, 64])
        #expect(steps(after: .failing) == round + [.reset] + round + [.end])
    }

    @Test func aStallIsClearedThreeTimesBeforeTheDeviceIsReset() {
        let round = restarts([0, 1, 2])
        #expect(steps(after: .halted) == round + [.reset] + round + [.end])
    }

    @Test func aResetIsNoRemedyForASystemWithoutRoomOrADeviceThatHasLeft() {
        #expect(steps(after: .refused) == restarts([1, 2, 4, 8, 16, 32, 64]) + [.end])
        #expect(steps(after: .gone) == restarts([20]) + [.end])
    }

    @Test func aPacketBeginsTheLadderAnew() {
        var ladder = RecoveryLadder()
        for _ in 1...5 { _ = ladder.next(after: .failing) }
        ladder.begin()
        let step = ladder.next(after: .failing)
        #expect(step == .restart(pauseMilliseconds: 1))
    }
}
