// SPDX-License-Identifier: Apache-2.0
import CTonusProtocol
import DeviceProtocol
import PerineometerDriver
import Testing

@testable import VirtualPerineometer

@Suite struct VirtualUSBDeviceTests {
    /// A device without wires: requests in, replies out, and time as told.
    private struct Bench {
        let usb: VirtualUSBDevice
        var host = HostCodec()
        private var output: [UInt8] = []

        init(
            _ specification: SimulationSpecification = SimulationSpecification(rateHertz: 1000),
            firmware: FirmwareVariant = FirmwareVariant()
        ) {
            let device = VirtualDevice(specification)
            device.firmwareAtPowerUp = firmware
            device.powerCycle()
            usb = VirtualUSBDevice(device)
        }

        mutating func send(_ make: (inout HostCodec) -> [UInt8]) throws {
            let (request, _) = try #require(try USBIPRequest.decode(make(&host)[...]))
            usb.take(request)
        }

        mutating func replies() -> [HostReply] {
            output.append(contentsOf: usb.takeReplies())
            var replies: [HostReply] = []
            while let reply = host.next(from: &output) { replies.append(reply) }
            return replies
        }

        mutating func ask(_ setup: [UInt8]) throws -> HostReply {
            try send { $0.control(setup) }
            return try #require(replies().last)
        }

        mutating func ask(_ request: ControlRequest) throws -> HostReply {
            try send { $0.control(request) }
            return try #require(replies().last)
        }

        mutating func poll(_ count: Int) throws { for _ in 0..<count { try send { $0.poll() } } }

        /// At 1000 Hz a packet of two samples is complete every 2 ms.
        mutating func pass(packets: Int) -> [HostReply] {
            usb.advance(toMicroseconds: usb.device.nowMicroseconds + UInt64(packets) * 2000)
            return replies()
        }
    }

    private func packet(_ reply: HostReply) throws -> SamplePacket {
        var bytes = InlineArray<64, UInt8>(repeating: 0)
        for (index, byte) in reply.data.enumerated() { bytes[index] = byte }
        return try SamplePacket(decoding: bytes, length: reply.data.count)
    }

    private func bytes<Value: BitwiseCopyable>(of value: Value) -> [UInt8] { withUnsafeBytes(of: value) { Array($0) } }

    @Test func theDescriptorsAreThoseOfTheReferenceCore() throws {
        var bench = Bench()
        #expect(try bench.ask([0x80, 6, 0, 1, 0, 0, 18, 0]).data == bytes(of: tonus_device_descriptor))
        #expect(try bench.ask([0x80, 6, 0, 2, 0, 0, 255, 0]).data == bytes(of: tonus_configuration_descriptor))
        #expect(try bench.ask([0x80, 6, 0, 15, 0, 0, 255, 0]).data == bytes(of: tonus_bos_descriptor))
        #expect(try bench.ask([0x80, 6, 0, 3, 0, 0, 255, 0]).data == [4, 3, 9, 4])
        #expect(try bench.ask([0x80, 6, 0, 1, 0, 0, 8, 0]).data.count == 8, "a reply is cut to what was asked for")
    }

    @Test func theNamesTellThatNoBodyIsInvolved() throws {
        var bench = Bench()
        func text(_ index: UInt8) throws -> String {
            let data = try bench.ask([0x80, 6, index, 3, 9, 4, 255, 0]).data
            #expect(data[0] == UInt8(data.count) && data[1] == 3)
            return String(decoding: stride(from: 2, to: data.count, by: 2).map { data[$0] }, as: UTF8.self)
        }
        #expect(try text(1) == "Tonus")
        #expect(try text(2) == "Virtual perineometer (SIMULATED)")
        #expect(try text(3) == "SIM-comfortable-strong-1")
    }

    @Test func theHostConfiguresTheDeviceAsAnyOther() throws {
        var bench = Bench()
        #expect(try bench.ask([0x80, 8, 0, 0, 0, 0, 1, 0]).data == [0])
        #expect(try bench.ask([0x00, 9, 1, 0, 0, 0, 0, 0]).status == 0)
        #expect(try bench.ask([0x80, 8, 0, 0, 0, 0, 1, 0]).data == [1])
        #expect(try bench.ask([0x00, 9, 2, 0, 0, 0, 0, 0]).status == -32, "there is no configuration 2")
        #expect(try bench.ask([0x80, 0, 0, 0, 0, 0, 2, 0]).data == [0, 0])
        #expect(try bench.ask([0x01, 11, 0, 0, 0, 0, 0, 0]).status == 0)
        #expect(try bench.ask([0x01, 11, 1, 0, 0, 0, 0, 0]).status == -32, "there is no alternate setting 1")
    }

    @Test func configuringStopsAStreamSoThatNobodyFindsStalePackets() throws {
        var bench = Bench()
        _ = try bench.ask(.start(samplesPerPacket: 0))
        _ = bench.pass(packets: 3)
        _ = try bench.ask([0x00, 9, 1, 0, 0, 0, 0, 0])
        try bench.poll(1)
        #expect(bench.pass(packets: 5).isEmpty)
        #expect(!bench.usb.device.isStreaming)
    }

    @Test(
        arguments: [
            [0x80, 6, 0, 6, 0, 0, 10, 0], [0x80, 6, 4, 3, 9, 4, 255, 0], [0x00, 7, 0, 1, 0, 0, 0, 0],
            [0xC0, 0x33, 0, 0, 0, 0, 8, 0], [0x21, 10, 0, 0, 0, 0, 0, 0],
        ] as [[UInt8]])
    func whatTheDeviceDoesNotKnowItRefuses(setup: [UInt8]) throws {
        var bench = Bench()
        #expect(try bench.ask(setup).status == -32)
        #expect(bench.usb.traffic.refused == 1)
        #expect(try bench.ask(.getStatus).data.count == 32, "the next request works")
    }

    @Test func afterStartPacketsComeInOrderOneForEachPoll() throws {
        var bench = Bench()
        _ = try Capabilities(decoding: try bench.ask(.getCapabilities).data)
        _ = try CalibrationPage(decoding: try bench.ask(.getCalibration).data)
        #expect(try bench.ask(.start(samplesPerPacket: 0)).status == 0)
        try bench.poll(8)
        let first = bench.host.lastSequence - 7
        let replies = bench.pass(packets: 10)
        #expect(replies.map(\.sequence) == Array(first..<(first + 8)), "two packets wait for the next polls")
        #expect(try replies.map { try packet($0).sequence } == Array(0..<8))
        #expect(try packet(replies[0]).flags.contains([.first, .simulated]))
        try bench.poll(2)
        #expect(try bench.replies().map { try packet($0).sequence } == [8, 9])
    }

    @Test func aHostThatDoesNotPollLosesTheOldestPacketsAndIsTold() throws {
        var bench = Bench()
        _ = try bench.ask(.start(samplesPerPacket: 0))
        _ = bench.pass(packets: 20)
        try bench.poll(1)
        let reply = try #require(bench.replies().first)
        #expect(try packet(reply).sequence == 4, "the device keeps 16")
        #expect(try packet(reply).flags.contains(.overrun))
    }

    @Test func aTransferThatIsWantedBackIsNotAnswered() throws {
        var bench = Bench()
        _ = try bench.ask(.start(samplesPerPacket: 0))
        try bench.poll(2)
        let kept = bench.host.lastSequence
        try bench.send { $0.unlink(kept - 1) }
        #expect(bench.replies().map(\.status) == [-104])
        let replies = bench.pass(packets: 2)
        #expect(replies.map(\.sequence) == [kept])
        try bench.send { $0.unlink(kept) }
        #expect(bench.replies().map(\.status) == [0], "it had ended before")
        #expect(bench.usb.waitingCount == 0)
    }

    @Test func aHaltedEndpointRefusesPollsUntilItIsCleared() throws {
        var bench = Bench()
        _ = try bench.ask(.start(samplesPerPacket: 0))
        try bench.poll(3)
        bench.usb.halt()
        #expect(bench.pass(packets: 1).map(\.status) == [-32, -32, -32])
        #expect(try bench.ask([0x82, 0, 0, 0, 0x81, 0, 2, 0]).data == [1, 0])
        try bench.poll(1)
        #expect(bench.replies().map(\.status) == [-32])
        #expect(try bench.ask([0x02, 1, 0, 0, 0x81, 0, 0, 0]).status == 0)
        #expect(try bench.ask([0x82, 0, 0, 0, 0x81, 0, 2, 0]).data == [0, 0])
        try bench.poll(1)
        let reply = try #require(bench.replies().first)
        #expect(try packet(reply).sequence == 0, "nothing was lost by it")
    }

    @Test(arguments: [(USBTransferStatus.garbled, Int32(-71)), (.overflowed, -75)])
    func pollsThatFailLoseNoPacket(status: USBTransferStatus, number: Int32) throws {
        var bench = Bench()
        _ = try bench.ask(.start(samplesPerPacket: 0))
        bench.usb.failTransfers(status, count: 2)
        try bench.poll(4)
        let replies = bench.pass(packets: 2)
        #expect(replies.map(\.status) == [number, number, 0, 0])
        #expect(try replies.suffix(2).map { try packet($0).sequence } == [0, 1])
    }

    @Test func aPollWithoutRoomForAPacketOverflows() throws {
        var bench = Bench()
        _ = try bench.ask(.start(samplesPerPacket: 0))
        try bench.send { $0.submit(endpoint: 1, isIn: true, length: 8) }
        #expect(bench.pass(packets: 1).map(\.status) == [-75])
    }

    @Test func endpointsThatTheDeviceDoesNotHaveRefuse() throws {
        var bench = Bench()
        try bench.send { $0.submit(endpoint: 2, isIn: true, length: 64) }
        #expect(bench.replies().map(\.status) == [-32])
    }

    @Test func morePollsThanAHostHasAreRefusedAndNotKept() throws {
        var bench = Bench()
        try bench.poll(VirtualUSBDevice.waitingLimit + 1)
        #expect(bench.replies().map(\.status) == [-12])
        #expect(bench.usb.waitingCount == VirtualUSBDevice.waitingLimit)
    }

    @Test func descriptorsCanStateALaterProtocol() throws {
        var bench = Bench(firmware: FirmwareVariant(interfaceProtocol: 2))
        let later = try bench.ask([0x80, 6, 0, 2, 0, 0, 255, 0]).data
        var usual = Bench()
        let known = try usual.ask([0x80, 6, 0, 2, 0, 0, 255, 0]).data
        #expect(later.count == known.count)
        #expect(later.indices.filter { later[$0] != known[$0] } == [16])
        #expect(later[14...16] == [0xFF, 0x00, 0x02])
    }
}
