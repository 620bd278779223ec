// SPDX-License-Identifier: Apache-2.0
import ChildPrograms
import DeviceProtocol
import Testing

extension OnEmulatedBus {
    @Suite struct Control {
        @Test func theCapabilityPageArrivesWhole() throws {
            try EmulatedBus.run { bus in
                try bus.plug()
                _ = try bus.probe.ask("open")
                let capabilities = try Capabilities(decoding: bytes(try bus.probe.ask("control capabilities")))
                #expect(capabilities.features.contains(.simulated))
                #expect(capabilities.ratesHertz == [250, 500, 1000])
                let calibration = try CalibrationPage(decoding: bytes(try bus.probe.ask("control calibration")))
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
                #expect(received["gaps"] == 0)
                #expect(received["restarts"] == 0)
            }
        }

        private func bytes(_ answer: String) -> [UInt8] {
            let digits = Array(answer.dropFirst("ok ".count).utf8)
            return stride(from: 0, to: digits.count - 1, by: 2).compactMap { index in
                UInt8(String(decoding: digits[index...index + 1], as: UTF8.self), radix: 16)
            }
        }
    }
}
