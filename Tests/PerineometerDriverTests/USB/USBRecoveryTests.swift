// SPDX-License-Identifier: Apache-2.0
import ChildPrograms
import Foundation
import Testing

extension OnEmulatedBus {
    @Suite struct Recovery {
        @Test(arguments: EmulatedBus.Node.allCases)
        func aStalledEndpointIsClearedAndNothingIsLost(node: EmulatedBus.Node) throws {
            try EmulatedBus.run(node) { bus in
                try bus.stream()
                for round in 1...5 {
                    try bus.emit(200)
                    try bus.inject("stall")
                    let recovered = try bus.wait { $0["restarts"] >= round && $0["packets"] >= 200 * round }
                    #expect(recovered["packets"] == 200 * round)
                }
                let received = try bus.probeStats()
                let sent = try bus.emulatorStats()
                #expect(received["gaps"] == 0)
                #expect(received["stalled"] == 5)
                #expect(received.text("ended") == "no")
                #expect(received.text("digest") == sent.text("digest"))
                #expect(sent["halts-cleared"] == 5)
            }
        }

        @Test func closingAtAnyMomentOfARecoveryReturns() throws {
            try EmulatedBus.run { bus in
                try bus.plug()
                for delay in 0..<40 {
                    try bus.reopen()
                    try bus.inject("stall")
                    usleep(UInt32(delay) * 100)
                    #expect(try bus.probe.ask("close").hasPrefix("ok"))
                }
            }
        }

        @Test func aStallThatReturnsWithoutAPacketInBetweenEndsTheStreamAfterThreeRestarts() throws {
            try EmulatedBus.run { bus in
                try bus.stream()
                for round in 1...4 {
                    try bus.inject("stall")
                    _ = try bus.wait { $0["restarts"] >= min(round, 3) && $0["stalled"] >= round }
                }
                let received = try bus.wait { $0.text("ended") != "no" }
                #expect(received.text("ended").hasPrefix("failed"))
                #expect(received["restarts"] == 3)
                #expect(try bus.emulatorStats()["waiting"] == 0)
            }
        }

        @Test func transferErrorsAreCountedByKindAndSurvived() throws {
            try EmulatedBus.run { bus in
                try bus.stream()
                try bus.inject("proto 5")
                try bus.emit(10)
                _ = try bus.wait { $0["packets"] >= 10 }
                try bus.inject("overflow 3")
                try bus.emit(10)
                let received = try bus.wait { $0["packets"] >= 20 }
                #expect(received["failed"] == 5)
                #expect(received["overflowed"] == 3)
                #expect(received["packets"] == 20)
                #expect(received["gaps"] == 0)
                #expect(received.text("ended") == "no")
            }
        }

        @Test func eightErrorsInARowAreSurvivedAndTheNinthEndsTheStream() throws {
            try EmulatedBus.run { bus in
                try bus.stream()
                try bus.inject("proto 8")
                try bus.emit(1)
                let survived = try bus.wait { $0["packets"] >= 1 }
                #expect(survived.text("ended") == "no")
                try bus.inject("proto 9")
                let received = try bus.wait { $0.text("ended") != "no" }
                #expect(received.text("ended").hasPrefix("failed"))
                #expect(try bus.emulatorStats()["waiting"] == 0)
            }
        }

        @Test func aTransferThatTheSystemRefusesIsSentAgain() throws {
            try EmulatedBus.run { bus in
                try bus.stream()
                try bus.inject("submit-errno 12")  // ENOMEM, at the next resubmission
                try bus.emit(50)
                let received = try bus.wait { $0["packets"] >= 50 && $0["restarts"] >= 1 }
                #expect(received["refused"] == 1)
                #expect(received["gaps"] == 0)
                try bus.emit(50)
                let later = try bus.wait { $0["packets"] >= 100 }
                #expect(later["gaps"] == 0)
                #expect(later.text("ended") == "no")
            }
        }

        @Test func transfersThatTheSystemKeepsAreLeakedAndNeverFreedUnderIt() throws {
            try EmulatedBus.run { bus in
                try bus.stream()
                try bus.emit(10)
                _ = try bus.wait { $0["packets"] >= 10 }
                try bus.inject("keep 1")
                #expect(try bus.probe.ask("close").hasPrefix("ok packets=10 "))
                #expect(try bus.emulatorStats()["waiting"] == 8)
                // Their callbacks come at last, to a stream that was given up: the probe must live through this, answer,
                // and end well.
                try bus.inject("keep 0")
                #expect(try bus.probe.ask("stats").hasPrefix("ok"))
            }
        }
    }
}
