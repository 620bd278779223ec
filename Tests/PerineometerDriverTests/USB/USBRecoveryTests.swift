// SPDX-License-Identifier: Apache-2.0
import ChildPrograms
import DeviceProtocol
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

        @Test func aStallThatReturnsWithoutAPacketInBetweenLeadsToAResetAndThenToTheEnd() throws {
            try EmulatedBus.run { bus in
                try bus.stream()
                for stall in 1...8 {
                    try bus.inject("stall")
                    _ = try bus.wait {
                        $0["stalled"] == stall && ($0["restarts"] + $0["resets"] == stall || $0.text("ended") != "no")
                    }
                }
                let received = try bus.wait { $0.text("ended") != "no" }
                #expect(received.text("ended").hasPrefix("failed"))
                #expect(received["restarts"] == 6, "three before the reset, three after it")
                #expect(received["resets"] == 1)
                #expect(received["recoveries"] == 8, "each stage is told")
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

        @Test func threeErrorsInARowCostNothingAndMoreCostAPause() throws {
            try EmulatedBus.run { bus in
                try bus.stream()
                try bus.inject("proto 3")
                try bus.emit(1)
                let survived = try bus.wait { $0["packets"] >= 1 }
                #expect(survived["restarts"] == 0)
                try bus.inject("proto 4")
                _ = try bus.wait { $0["restarts"] >= 1 }
                try bus.emit(1)
                let received = try bus.wait { $0["packets"] >= 2 && $0.text("recovering") == "no" }
                #expect(received["restarts"] >= 1)
                #expect(received["resets"] == 0)
                #expect(received["gaps"] == 0)
                #expect(received.text("ended") == "no")
            }
        }

        @Test func errorsThatDoNotCeaseLeadToAResetAndThenToTheEnd() throws {
            try EmulatedBus.run { bus in
                try bus.stream()
                try bus.inject("proto 1000")
                let received = try bus.wait { $0.text("ended") != "no" }
                #expect(received.text("ended").hasPrefix("failed"))
                #expect(received["restarts"] == 14, "seven before the reset, seven after it")
                #expect(received["resets"] == 1)
                #expect(try bus.emulatorStats()["waiting"] == 0)
            }
        }

        @Test func aDeviceThatWasResetIsSetUpAndStreamsAsBefore() throws {
            try EmulatedBus.run { bus in
                try bus.plug()
                _ = try bus.probe.ask("open")
                #expect(try bus.probe.ask("control rate 0").hasPrefix("ok"))
                _ = try bus.probe.ask("start")
                _ = try bus.probe.ask("control start 4")
                try bus.emit(10)
                _ = try bus.wait { $0["packets"] == 10 }
                _ = try bus.probe.ask("recover reset")
                _ = try bus.wait { $0["resets"] == 1 }
                try bus.emit(10)
                let received = try bus.wait { $0["packets"] == 20 && $0.text("recovering") == "no" }
                #expect(received.text("last-recovery") == "silent")
                #expect(received["recoveries"] == 1)
                let status = try bus.status()
                #expect(status.isStreaming)
                #expect(status.rateIndex == 0)
                #expect(received.text("ended") == "no")
            }
        }

        @Test func aRestartThatIsAskedForLosesNothing() throws {
            try EmulatedBus.run { bus in
                try bus.stream()
                for round in 1...5 {
                    try bus.emit(100)
                    _ = try bus.probe.ask("recover restart")
                    _ = try bus.wait { $0["restarts"] >= round && $0["packets"] >= 100 * round }
                }
                let received = try bus.probeStats()
                #expect(received["gaps"] == 0)
                #expect(received.text("digest") == (try bus.emulatorStats().text("digest")))
            }
        }

        @Test func aDeviceThatSleptAndForgotItsStreamIsStartedAgain() throws {
            try EmulatedBus.run { bus in
                try bus.stream()
                try bus.emit(10)
                _ = try bus.wait { $0["packets"] == 10 }
                // Transfers stay alive and nothing comes: what a watchdog above sees.
                try bus.inject("forget")
                _ = try bus.probe.ask("recover restart")
                _ = try bus.wait { $0["restarts"] == 1 }
                try bus.emit(10)
                let received = try bus.wait { $0["packets"] == 20 }
                #expect(received["resets"] == 0)
                #expect(received.text("ended") == "no")
            }
        }

        @Test func aMachineThatWasAsleepFindsItsDeviceAgainWithoutReopening() throws {
            try EmulatedBus.run { bus in
                try bus.stream()
                try bus.emit(10)
                _ = try bus.wait { $0["packets"] == 10 }
                try bus.inject("suspend")
                _ = try bus.wait { $0["restarts"] == 1 && $0["disconnected"] > 0 }
                try bus.emit(10)
                let received = try bus.wait { $0["packets"] == 20 && $0.text("recovering") == "no" }
                #expect(received.text("last-recovery").contains("asleep"))
                #expect(received.text("ended") == "no")
            }
        }

        @Test func aDeviceThatTheResetMakesAnotherOneIsGone() throws {
            try EmulatedBus.run { bus in
                try bus.stream()
                try bus.inject("reset-errno \(ENODEV)")
                _ = try bus.probe.ask("recover reset")
                let received = try bus.wait { $0.text("ended") != "no" }
                #expect(received.text("ended") == "disconnected")
            }
        }

        // libusb takes an end that it did not ask for, and a short one, for a transfer that is complete without data.
        @Test(arguments: [
            ("ENOENT", ENOENT, "completed"), ("ECONNRESET", ECONNRESET, "completed"), ("EPIPE", EPIPE, "stalled"),
            ("EOVERFLOW", EOVERFLOW, "overflowed"), ("EPROTO", EPROTO, "failed"), ("EILSEQ", EILSEQ, "failed"),
            ("ETIME", ETIME, "failed"), ("ETIMEDOUT", ETIMEDOUT, "failed"), ("ECOMM", ECOMM, "failed"),
            ("ENOSR", ENOSR, "failed"), ("EREMOTEIO", EREMOTEIO, "completed"), ("EHOSTUNREACH", EHOSTUNREACH, "failed"),
            ("EINVAL", EINVAL, "failed"), ("ENODEV", ENODEV, "disconnected"), ("ESHUTDOWN", ESHUTDOWN, "disconnected"),
        ])
        func everyEndThatTheKernelGivesATransferIsCountedAndSurvived(name: String, status: Int32, counter: String)
            throws
        {
            try EmulatedBus.run { bus in
                try bus.stream()
                try bus.emit(10)
                _ = try bus.wait { $0["packets"] == 10 }
                try bus.inject("urb-status \(status)")
                try bus.emit(90)
                let received = try bus.wait {
                    $0["packets"] >= 90 && $0[counter] >= (counter == "completed" ? $0["packets"] + 1 : 1)
                }
                #expect(received.text("ended") == "no", "\(name)")
                // The stream goes on, and with it everything that comes after.
                try bus.emit(100)
                _ = try bus.wait { $0["packets"] >= 190 }
            }
        }

        @Test(arguments: [
            ("ENOMEM", ENOMEM), ("EPIPE", EPIPE), ("EINVAL", EINVAL), ("EHOSTUNREACH", EHOSTUNREACH), ("EIO", EIO),
            ("EMSGSIZE", EMSGSIZE), ("EBUSY", EBUSY), ("EAGAIN", EAGAIN), ("ENODEV", ENODEV),
        ])
        func everyRefusalOfATransferIsCountedAndSurvived(name: String, code: Int32) throws {
            try EmulatedBus.run { bus in
                try bus.stream()
                try bus.inject("submit-errno \(code)")
                try bus.emit(50)
                let received = try bus.wait { $0["packets"] >= 1 && $0["restarts"] >= 1 }
                #expect(received["refused"] == 1, "\(name)")
                try bus.emit(50)
                let later = try bus.wait { $0["packets"] >= 50 }
                #expect(later.text("ended") == "no", "\(name)")
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
