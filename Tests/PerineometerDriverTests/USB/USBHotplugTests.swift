// SPDX-License-Identifier: Apache-2.0
import Testing

extension OnEmulatedBus {
    @Suite struct Hotplug {
        @Test func aDeviceIsFoundByItsDescriptorsAndTellsItsNames() throws {
            try EmulatedBus.run { bus in
                try bus.plug()
                let identity = Stats(try bus.probe.ask("open"))
                #expect(identity.text("serial") == "EMU-0001")
                #expect(identity.text("location") == "usb_1-2")
                #expect(identity.text("manufacturer") == "Tonus_project")
                #expect(identity.text("product") == "Perineometer_(emulated)")
            }
        }

        @Test(arguments: EmulatedBus.Node.allCases)
        func aDeviceThatIsPulledOutAndPutInAgainStreamsAgain(node: EmulatedBus.Node) throws {
            try EmulatedBus.run(node) { bus in
                for round in 1...3 {
                    try bus.stream()
                    try bus.emit(100)
                    let streaming = try bus.wait { $0["packets"] >= 100 }
                    #expect(streaming["gaps"] == 0, "round \(round)")
                    try bus.unplug()
                    let ended = try bus.wait { $0.text("ended") != "no" }
                    #expect(ended.text("ended") == "disconnected", "round \(round)")
                    #expect(ended["packets"] == 100, "round \(round)")
                    #expect(try bus.probe.ask("control status") == "error disconnected", "round \(round)")
                    #expect(try bus.probe.ask("close").hasPrefix("ok"), "round \(round)")
                    #expect(try bus.emulatorStats()["files"] == 0, "round \(round)")
                }
                #expect(bus.probe.count(of: "arrived") == 0, "an arrival was reported twice")
                #expect(bus.probe.count(of: "departed") == 0, "a departure was reported twice")
            }
        }

        @Test func aDepartedDeviceCannotBeOpened() throws {
            try EmulatedBus.run { bus in
                try bus.plug()
                try bus.unplug()
                #expect(try bus.probe.ask("open 1") == "error disconnected")
            }
        }

        @Test func aDeviceThatIsPulledOutWhileClosedIsReportedAsDeparted() throws {
            try EmulatedBus.run { bus in
                try bus.stream()
                _ = try bus.probe.ask("close")
                try bus.unplug()
                try bus.plug()
                #expect(try bus.probe.ask("open").hasPrefix("ok"))
            }
        }
    }
}
