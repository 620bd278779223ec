// SPDX-License-Identifier: Apache-2.0
import DeviceProtocol
import Glibc
import PerineometerDriver
import Testing

@testable import VirtualPerineometer

/// The server on real sockets, with a host that speaks USB/IP from its specification. No duration is asserted.
@Suite(.timeLimit(.minutes(2))) struct VirtualDeviceServerTests {
    private let specification = SimulationSpecification(rateHertz: 1000)

    /// Keeps `polls` transfers waiting and gathers packets.
    private func receive(_ count: Int, from wire: Wire, polls: Int = 8) throws -> [SamplePacket] {
        for _ in 0..<polls { try wire.poll() }
        var packets: [SamplePacket] = []
        while packets.count < count {
            let reply = try #require(try wire.reply())
            guard reply.status == 0, !reply.data.isEmpty else { continue }
            packets.append(try packet(reply.data))
            try wire.poll()
        }
        return packets
    }

    private func packet(_ data: [UInt8]) throws -> SamplePacket {
        var bytes = InlineArray<64, UInt8>(repeating: 0)
        for (index, byte) in data.enumerated() { bytes[index] = byte }
        return try SamplePacket(decoding: bytes, length: data.count)
    }

    @Test func aHostEnumeratesStartsAndReceivesEveryPacket() throws {
        let (wire, far) = try Wire.pair()
        let served = try ServedDevice(specification, at: .socket(far))
        #expect(served.greeting.hasPrefix("SIMULATED perineometer, serial SIM-comfortable-strong-1"))
        let capabilities = try Capabilities(decoding: try wire.ask(.getCapabilities).data)
        #expect(capabilities.features.contains(.simulated))
        _ = try CalibrationPage(decoding: try wire.ask(.getCalibration).data)
        #expect(try wire.ask(.start(samplesPerPacket: 0)).status == 0)
        let packets = try receive(200, from: wire)
        // A busy machine may let the device's store overrun: then it says so, and nothing else is missing.
        for (one, next) in zip(packets, packets.dropFirst()) {
            #expect(next.sequence == one.sequence &+ 1 || next.flags.contains(.overrun))
        }
        #expect(packets[0].flags.contains(.simulated))
    }

    @Test func commandsDoTheirWrongsToTheStream() throws {
        let (wire, far) = try Wire.pair()
        let served = try ServedDevice(specification, at: .socket(far))
        _ = try wire.ask(.start(samplesPerPacket: 0))
        _ = try receive(3, from: wire, polls: 1)
        for (command, status, length) in [
            ("eproto", Int32(-71), 0), ("overflow", -75, 0), ("zlp", 0, 0), ("short 9", 0, 9), ("stall", -32, 0),
        ] {
            #expect(try served.ask(command) == "ok")
            // The wrong comes after at most the packet that was on its way when the command was read.
            var isSeen = false
            while !isSeen {
                let reply = try #require(try wire.reply())
                isSeen = reply.status == status && reply.data.count == length
                try wire.poll()
            }
        }
        #expect(try served.ask("nonsense").hasPrefix("error there is no command 'nonsense'"))
        let stats = try served.ask("stats")
        #expect(stats.hasPrefix("ok attached streaming=1 "), "\(stats)")
    }

    @Test func unpluggingEndsTheConnectionAndTheServerStays() throws {
        let (wire, far) = try Wire.pair()
        let served = try ServedDevice(specification, at: .socket(far))
        _ = try wire.ask(.start(samplesPerPacket: 0))
        try wire.poll()
        #expect(try served.ask("unplug") == "ok")
        while try wire.reply() != nil {}
        #expect(try served.ask("unplug").hasPrefix("error it is unplugged already"))
        #expect(try served.ask("stats").hasPrefix("ok unplugged streaming="))
        #expect(try served.ask("plug").hasPrefix("error its only socket is closed"))
    }

    @Test func aMessageThatMakesNoSenseEndsTheConnectionWithAReason() throws {
        let (wire, far) = try Wire.pair()
        let served = try ServedDevice(specification, at: .socket(far))
        try wire.write(Array(repeating: 0xEE, count: 48))
        #expect(try wire.reply() == nil)
        #expect(try served.commands.line().hasPrefix("# USB/IP command"))
    }

    // MARK: For the usbip tools

    private func port(of served: ServedDevice) throws -> UInt16 {
        let text = try #require(served.greeting.split(separator: "127.0.0.1:").last?.prefix { $0.isNumber })
        return try #require(UInt16(text))
    }

    private let list: [UInt8] = [0x01, 0x11, 0x80, 0x05, 0, 0, 0, 0]
    private func importing(_ name: String) -> [UInt8] {
        [0x01, 0x11, 0x80, 0x03, 0, 0, 0, 0] + Array(name.utf8) + Array(repeating: 0, count: 32 - name.utf8.count)
    }

    @Test func whoeverListsAndImportsTheDeviceHasItAlone() throws {
        let served = try ServedDevice(specification, at: .loopback(port: 0))
        let port = try port(of: served)
        let asking = try Wire.connected(toPort: port)
        try asking.write(list)
        #expect(try asking.bytes(328)[11] == 1, "one device")

        let wire = try Wire.connected(toPort: port)
        try wire.write(importing("1-1"))
        #expect(try wire.bytes(320)[7] == 0)
        _ = try wire.ask(.start(samplesPerPacket: 0))
        _ = try receive(10, from: wire)

        let late = try Wire.connected(toPort: port)
        try late.write(importing("1-1"))
        #expect(try late.bytes(8)[7] == 2, "busy")
        try late.write(importing("9-9"))
        #expect(try late.bytes(8)[7] == 4, "no such device")
        try late.write(list)
        #expect(try late.bytes(12)[11] == 0, "none to have")
    }

    @Test func aDeviceThatWasPulledOutCanBeImportedAgainAfterPlug() throws {
        let served = try ServedDevice(specification, at: .loopback(port: 0))
        let port = try port(of: served)
        var boots: [UInt16] = []
        for _ in 0..<2 {
            let wire = try Wire.connected(toPort: port)
            try wire.write(importing("1-1"))
            #expect(try wire.bytes(320)[7] == 0)
            _ = try wire.ask(.start(samplesPerPacket: 0))
            boots.append(try #require(try receive(2, from: wire).first).bootID)
            #expect(try served.ask("unplug") == "ok")
            while try wire.reply() != nil {}
            let other = try Wire.connected(toPort: port)
            try other.write(importing("1-1"))
            #expect(try other.bytes(8)[7] == 4, "unplugged")
            #expect(try served.ask("plug").hasPrefix("ok waits at 127.0.0.1:"))
        }
        #expect(boots[0] != boots[1])
    }

    @Test func aClientThatGoesLeavesTheDeviceStopped() throws {
        let served = try ServedDevice(specification, at: .loopback(port: 0))
        do {
            let wire = try Wire.connected(toPort: port(of: served))
            try wire.write(importing("1-1"))
            _ = try wire.bytes(320)
            _ = try wire.ask(.start(samplesPerPacket: 0))
        }
        while try !served.ask("stats").hasPrefix("ok waiting streaming=0") {}
    }

    @Test func visitorsWhoSayNothingDoNotKeepOthersOut() throws {
        let served = try ServedDevice(specification, at: .loopback(port: 0))
        let port = try port(of: served)
        let silent = try (0..<12).map { _ in try Wire.connected(toPort: port) }
        let asking = try Wire.connected(toPort: port)
        try asking.write(list)
        #expect(try asking.bytes(328)[11] == 1)
        withExtendedLifetime(silent) {}
    }

    @Test func aPortThatIsTakenIsExplained() throws {
        let served = try ServedDevice(specification, at: .loopback(port: 0))
        let port = try port(of: served)
        let error = #expect(throws: VirtualDeviceServerError.self) { try LoopbackListener(port: port) }
        #expect(error == .listening(port: port, errno: EADDRINUSE))
        #expect(error?.hint.contains("choose one") == true)
    }

    @Test func theFirstFreePortOfTheHostControllerIsFound() {
        let text = """
            hub port sta spd dev      sockfd local_busid
            hs  0000 006 002 00010002 000003 1-1
            hs  0001 004 000 00000000 000000 0-0
            hs  0002 004 000 00000000 000000 0-0
            ss  0008 004 000 00000000 000000 0-0
            """
        #expect(VHCIPort.freePort(inStatus: text) == 1)
        #expect(VHCIPort.freePort(inStatus: text.replacing("hs  0001 004", with: "hs  0001 006")) == 2)
        #expect(VHCIPort.freePort(inStatus: "hub port sta\nss  0008 004 000 0 0 0-0") == nil)
    }
}
