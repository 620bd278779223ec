// SPDX-License-Identifier: Apache-2.0
import Foundation
import Logging
import PerineometerDriver
import Synchronization
import Testing

@testable import TonusDaemon

@Suite struct WatchdogTests {
    /// A loop that turns until it is made to hang.
    private final class Loop: Sendable {
        let heartbeat: Heartbeat
        /// Held while the loop takes a turn.
        private let isHanging = Mutex(false)
        private let hasEnded = Mutex(false)

        init(_ name: String) {
            heartbeat = Heartbeat(name)
            Thread.detachNewThread { [self] in
                while !hasEnded.withLock({ $0 }) {
                    isHanging.withLock { if !$0 { heartbeat.beat() } }
                    usleep(1000)
                }
            }
        }

        func hang() { isHanging.withLock { $0 = true } }
        func goOn() { isHanging.withLock { $0 = false } }

        /// Waits for a turn to come.
        func turns() throws {
            let before = heartbeat.count
            try wait(for: "a turn of \(heartbeat.name)") { heartbeat.count > before }
        }

        func end() { hasEnded.withLock { $0 = true } }
    }

    @Test func aLoopThatStandsStillIsNamed() {
        let (usb, socket) = (Heartbeat("usb"), Heartbeat("socket"))
        var check = HeartbeatCheck()
        #expect(check.standingStill([usb, socket]) == [])
        usb.beat()
        #expect(check.standingStill([usb, socket]) == ["socket"])
        socket.beat()
        #expect(check.standingStill([usb, socket]) == ["usb"])
    }

    @Test func aLoopThatJoinsCountsAsMovingAtFirst() {
        let first = Heartbeat("first")
        var check = HeartbeatCheck()
        #expect(check.standingStill([first]) == [])
        first.beat()
        let second = Heartbeat("second")
        #expect(check.standingStill([first, second]) == [])
        first.beat()
        #expect(check.standingStill([first, second]) == ["second"])
    }

    @Test func signsOfLifeComeOnlyWhileEveryLoopMoves() throws {
        let listener = try NoticeListener()
        let loops = [Loop("usb"), Loop("socket")]
        defer { for loop in loops { loop.end() } }
        var sign = SignOfLife(
            manager: try ServiceManager(at: listener.address), heartbeats: { loops.map(\.heartbeat) },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        func isGiven() -> Bool {
            sign.give()
            return listener.next(within: 0) == ["WATCHDOG=1"]
        }
        #expect(isGiven())
        for loop in loops {
            try wait(for: "signs of life") { isGiven() }
            loop.hang()
            // The first look still finds the last turns.
            _ = isGiven()
            for other in loops where other !== loop { try other.turns() }
            #expect(!isGiven())
            loop.goOn()
        }
        try wait(for: "signs of life once more") { isGiven() }
    }
}
