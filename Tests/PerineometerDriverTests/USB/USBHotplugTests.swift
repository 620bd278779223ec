// SPDX-License-Identifier: Apache-2.0
import ChildPrograms
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
                    try bus.waitUntilClosed()
                }
                #expect(bus.probe.count(of: "arrived") == 0, "an arrival was reported twice")
                #expect(bus.probe.count(of: "departed") == 0, "a departure was reported twice")
            }
        }

        @Test func anotherDeviceThatUsesTheSharedTestIdIsNotReported() throws {
            try EmulatedBus.run { bus in
                #expect(try bus.emulator.ask("plug stranger").hasPrefix("ok"))
                #expect(try bus.emulator.ask("unplug") == "ok")
                #expect(try bus.emulator.ask("plug").hasPrefix("ok"))
                // Events come in order: had the stranger been taken for a perineometer, it would have been the first.
                let first = try bus.probe.next("arrived", "departed")
                #expect(first == "arrived 1 EMU-0001 usb_1-2")
                try bus.unplug()
                #expect(bus.probe.count(of: "arrived") == 0)
                #expect(bus.probe.count(of: "departed") == 0)
            }
        }

        @Test func aDeviceThatIsPresentBeforeTheHostStartsIsReported() throws {
            try EmulatedBus.run(before: { emulator in _ = try emulator.ask("plug") }) { bus in
                let arrival = try bus.probe.next("arrived")
                #expect(arrival == "arrived 1 EMU-0001 usb_1-2")
                #expect(try bus.probe.ask("open").hasPrefix("ok"))
                #expect(bus.probe.count(of: "arrived") == 0, "the arrival was reported twice")
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
