// SPDX-License-Identifier: Apache-2.0
import ChildPrograms
import Testing

extension OnEmulatedBus {
    @Suite struct Streaming {
        @Test(arguments: EmulatedBus.Node.allCases)
        func everyPacketOfALongStreamArrivesInOrderAndUnchanged(node: EmulatedBus.Node) throws {
            try EmulatedBus.run(node) { bus in
                try bus.stream()
                try bus.emit(5000)
                // A packet is handed on before it is counted.
                let received = try bus.wait { $0["packets"] >= 5000 && $0["completed"] >= 5000 }
                let sent = try bus.emulatorStats()
                #expect(received["packets"] == 5000)
                #expect(received["gaps"] == 0)
                #expect(received["unreadable"] == 0)
                #expect(received["backwards"] == 0)
                #expect(received["dropped"] == 0)
                #expect(received["completed"] == 5000)
                #expect(received.text("digest") == sent.text("digest"))
                #expect(sent["delivered"] == 5000)
            }
        }

        @Test func eightTransfersWaitForPacketsAtOnce() throws {
            try EmulatedBus.run { bus in
                try bus.stream()
                #expect(try bus.emulatorStats()["waiting"] == 8)
            }
        }

        @Test func packetsPacedByTheWallClockArriveWithoutGaps() throws {
            try EmulatedBus.run { bus in
                try bus.stream()
                try bus.emulator.ask("rate 1")
                let received = try bus.wait { $0["packets"] >= 500 }
                #expect(try bus.packetsLostByTheHost() == 0)
                #expect(received["unreadable"] == 0)
            }
        }

        @Test func aShortPacketIsDeliveredAsShortAsItCame() throws {
            try EmulatedBus.run { bus in
                try bus.stream()
                try bus.inject("short 10")
                try bus.emit(2)
                let received = try bus.wait { $0["packets"] >= 2 }
                #expect(received["shortest"] == 10)
                #expect(received["unreadable"] == 1)
            }
        }

        @Test func aCorruptPacketIsDeliveredForTheDecoderToRefuse() throws {
            try EmulatedBus.run { bus in
                try bus.stream()
                try bus.inject("corrupt 3")
                try bus.emit(10)
                let received = try bus.wait { $0["packets"] >= 10 }
                #expect(received["unreadable"] == 3)
            }
        }

        @Test func packetsLostInTheDeviceShowAsAGap() throws {
            try EmulatedBus.run { bus in
                try bus.stream()
                try bus.emit(5)
                _ = try bus.wait { $0["packets"] >= 5 }
                try bus.inject("drop 4")
                try bus.emit(10)
                let received = try bus.wait { $0["packets"] >= 11 }
                #expect(received["packets"] == 11)
                #expect(received["gaps"] == 4)
            }
        }

        @Test func closingWhileStreamingTakesAllTransfersBack() throws {
            try EmulatedBus.run { bus in
                try bus.stream()
                try bus.emulator.ask("rate 1")
                _ = try bus.wait { $0["packets"] >= 20 }
                let last = Stats(try bus.probe.ask("close"))
                let device = try bus.emulatorStats()
                #expect(last.text("ended") == "no")
                #expect(device["waiting"] == 0)
                #expect(device["claimed"] == 0)
                try bus.waitUntilClosed()
            }
        }

        @Test func aDeviceThatWasClosedCanBeOpenedAgain() throws {
            try EmulatedBus.run { bus in
                try bus.stream()
                for round in 1...3 {
                    try bus.emit(50)
                    let received = try bus.wait { $0["packets"] >= 50 }
                    #expect(received["gaps"] == 0, "round \(round)")
                    _ = try bus.probe.ask("control stop")
                    _ = try bus.probe.ask("close")
                    try bus.reopen()
                }
            }
        }

        @Test func aStreamIsStartedOnlyOnce() throws {
            try EmulatedBus.run { bus in
                try bus.stream()
                #expect(try bus.probe.ask("start").hasPrefix("error failed"))
                try bus.emit(10)
                let received = try bus.wait { $0["packets"] >= 10 }
                #expect(received["gaps"] == 0)
            }
        }
    }
}
