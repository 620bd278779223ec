// SPDX-License-Identifier: Apache-2.0
import ChildPrograms
import DeviceProtocol
import Glibc
import Testing

extension OnEmulatedBus {
    @Suite struct Control {
        @Test func theCapabilityPageArrivesWhole() throws {
            try EmulatedBus.run { bus in
                try bus.plug()
                _ = try bus.probe.ask("open")
                let capabilities = try Capabilities(decoding: hexadecimal(try bus.probe.ask("control capabilities")))
                #expect(capabilities.features.contains(.simulated))
                #expect(capabilities.ratesHertz == [250, 500, 1000])
                let calibration = try CalibrationPage(decoding: hexadecimal(try bus.probe.ask("control calibration")))
                #expect(calibration.channels.count == capabilities.channels.count)
            }
        }

        @Test func anInterfaceThatADriverOrAnotherProgramHasIsBusy() throws {
            try EmulatedBus.run { bus in
                try bus.plug()
                try bus.inject("kdriver")
                #expect(try bus.probe.ask("open") == "error busy(location: \"usb 1-2\")")
                try bus.waitUntilClosed()
                try bus.inject("kdriver 0")
                #expect(try bus.probe.ask("open").hasPrefix("ok"))
            }
        }

        @Test func anOpeningThatFailsOnceCanBeTriedAgain() throws {
            try EmulatedBus.run { bus in
                try bus.plug()
                try bus.inject("claim-errno 16")  // EBUSY
                #expect(try bus.probe.ask("open").hasPrefix("error busy"))
                #expect(try bus.probe.ask("open").hasPrefix("ok"))
            }
        }

        @Test(arguments: [
            (EBUSY, "error busy"), (ENODEV, "error disconnected"), (ENOENT, "error failed"), (EACCES, "error failed"),
            (EIO, "error failed"),
        ])
        func aClaimThatTheSystemRefusesIsExplainedAndTheNextOneWorks(code: Int32, answer: String) throws {
            try EmulatedBus.run { bus in
                try bus.plug()
                try bus.inject("claim-errno \(code)")
                let told = try bus.probe.ask("open")
                #expect(told.hasPrefix(answer), "\(told)")
                #expect(try bus.probe.ask("open").hasPrefix("ok"))
            }
        }

        @Test(.enabled(if: geteuid() != 0, "root may open everything"))
        func aPermissionThatArrivesLateNeedsNoReplugging() throws {
            try EmulatedBus.run { bus in
                try bus.plug()
                #expect(try bus.emulator.ask("deny") == "ok")
                #expect(try bus.probe.ask("open") == "error accessDenied(location: \"usb 1-2\")")
                #expect(try bus.emulator.ask("permit") == "ok")
                #expect(try bus.probe.ask("open").hasPrefix("ok"))
            }
        }

        @Test func aDeviceOfALaterProtocolIsReportedAndRefusedUnopened() throws {
            try EmulatedBus.run { bus in
                #expect(try bus.emulator.ask("plug later").hasPrefix("ok"))
                _ = try bus.probe.next("arrived")
                #expect(try bus.probe.ask("open") == "error unsupportedProtocol(major: 2)")
                #expect(try bus.emulatorStats()["opened"] == 0)
            }
        }

        @Test func anInterruptionEndsARequestThatIsNeverAnswered() throws {
            try EmulatedBus.run { bus in
                try bus.stream()
                try bus.inject("ctrl-hang")
                _ = try bus.probe.ask("interrupt-in 20")
                #expect(try bus.probe.ask("control status") == "error interrupted")
                #expect(try bus.probe.ask("control status") == "error interrupted")
                // What is told to a device that answers still gets through: it must not go on streaming to nobody.
                #expect(try bus.probe.ask("control stop").hasPrefix("ok"))
                #expect(try bus.emulatorStats()["streaming"] == 0)
                try bus.inject("ctrl-hang")
                #expect(try bus.probe.ask("control stop") == "error timedOut(request: 5)")
                #expect(try bus.probe.ask("close").hasPrefix("ok"))
            }
        }

        @Test func aRequestThatTheSystemKeepsForEverIsGivenUp() throws {
            try EmulatedBus.run { bus in
                try bus.plug()
                _ = try bus.probe.ask("open")
                try bus.inject("keep 1")
                try bus.inject("ctrl-hang")
                #expect(try bus.probe.ask("control status") == "error timedOut(request: 3)")
                #expect(try bus.probe.ask("close").hasPrefix("ok"))
                try bus.inject("keep 0")
                #expect(try bus.probe.ask("stats").hasPrefix("ok"))
            }
        }

        @Test func aStalledRequestIsRefusedAndTheNextOneWorks() throws {
            try EmulatedBus.run { bus in
                try bus.plug()
                _ = try bus.probe.ask("open")
                try bus.inject("ctrl-stall")
                #expect(try bus.probe.ask("control status") == "error requestRefused(request: 3)")
                #expect(try bus.probe.ask("control status").hasPrefix("ok"))
            }
        }

        @Test func aRequestThatTheProtocolForbidsIsRefusedByTheDevice() throws {
            try EmulatedBus.run { bus in
                try bus.stream()
                // While streaming the rate is fixed.
                #expect(try bus.probe.ask("control rate 0") == "error requestRefused(request: 6)")
            }
        }

        @Test func aRequestThatIsNeverAnsweredTimesOutWithoutDisturbingTheStream() throws {
            try EmulatedBus.run { bus in
                try bus.stream()
                try bus.emulator.ask("rate 1")
                try bus.inject("ctrl-hang")
                #expect(try bus.probe.ask("control status") == "error timedOut(request: 3)")
                #expect(try bus.probe.ask("control status").hasPrefix("ok"))
                let received = try bus.wait { $0["packets"] >= 300 }
                #expect(try bus.packetsLostByTheHost() == 0)
                #expect(received["restarts"] == 0)
            }
        }
    }
}
