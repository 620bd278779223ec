// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import VirtualPerineometer

@Suite struct USBIPCodecTests {
    private func bytes(_ words: String) -> [UInt8] {
        words.split(separator: " ").flatMap { word in
            var bytes: [UInt8] = []
            bytes.appendBigEndian(UInt32(word, radix: 16) ?? 0)
            return bytes
        }
    }

    /// The examples of Linux's Documentation/usb/usbip_protocol.rst.
    private let interruptIn =
        "00000001 00000d05 0001000f 00000001 00000001 00000200 00000040 ffffffff 00000000 00000004 00000000 00000000"
    private let interruptOut =
        "00000001 00000d06 0001000f 00000000 00000001 00000000 00000040 ffffffff 00000000 00000004 00000000 00000000"

    @Test func aTransferInIsReadAsTheKernelWritesIt() throws {
        let (request, length) = try #require(try USBIPRequest.decode(bytes(interruptIn)[...]))
        #expect(length == 48)
        let expected = USBIPSubmission(
            sequence: 0xD05, endpoint: 1, isIn: true, length: 64, setup: Array(repeating: 0, count: 8), data: [])
        #expect(request == .submit(expected))
    }

    @Test func aTransferOutBringsItsData() throws {
        let data = (0..<64).map { UInt8($0) }
        let message = bytes(interruptOut) + data
        let (request, length) = try #require(try USBIPRequest.decode((message + [9, 9])[...]))
        #expect(length == 112)
        guard case .submit(let submission) = request else { throw USBIPFault.command(0) }
        #expect(submission.data == data)
        #expect(!submission.isIn)
    }

    @Test func aMessageThatIsNotCompleteIsWaitedForAtEveryLength() throws {
        let message = bytes(interruptOut) + Array(repeating: 7, count: 64)
        for count in 0..<message.count { #expect(try USBIPRequest.decode(message.prefix(count)) == nil) }
        #expect(try USBIPRequest.decode(message[...]) != nil)
    }

    @Test func unlinkNamesItsVictim() throws {
        var message = bytes("00000002 00000020 00010002 00000000 00000000 0000001f")
        message.append(contentsOf: Array(repeating: 0, count: 24))
        let (request, _) = try #require(try USBIPRequest.decode(message[...]))
        #expect(request == .unlink(sequence: 0x20, victim: 0x1F))
    }

    @Test func whatTheDeviceCannotTakeEndsTheConnectionBeforeItIsReadFurther() {
        let tooLong = bytes(interruptOut.replacing("00000040", with: "00010000"))
        #expect(throws: USBIPFault.length(65_536)) { try USBIPRequest.decode(tooLong[...]) }
        let isochronous = bytes(interruptIn.replacing("ffffffff 00000000", with: "ffffffff 00000008"))
        #expect(throws: USBIPFault.isochronous(packets: 8)) { try USBIPRequest.decode(isochronous[...]) }
        let unknown = bytes("00000003" + interruptIn.dropFirst(8))
        #expect(throws: USBIPFault.command(3)) { try USBIPRequest.decode(unknown[...]) }
    }

    @Test func repliesAreWrittenAsTheKernelReadsThem() {
        var reply: [UInt8] = []
        USBIPReply.submitted(sequence: 0xD05, status: .completed, length: 2, data: [0xAB, 0xCD]).encode(to: &reply)
        let expected =
            "00000003 00000d05 00000000 00000000 00000000 00000000 00000002 00000000 00000000 00000000 00000000 00000000"
        #expect(reply == bytes(expected) + [0xAB, 0xCD])
        reply.removeAll()
        USBIPReply.submitted(sequence: 1, status: .stalled, length: 0, data: []).encode(to: &reply)
        #expect(Array(reply[20..<24]) == [0xFF, 0xFF, 0xFF, 0xE0])
        #expect(reply.count == 48)
        reply.removeAll()
        USBIPReply.unlinked(sequence: 7, wasWaiting: true).encode(to: &reply)
        USBIPReply.unlinked(sequence: 8, wasWaiting: false).encode(to: &reply)
        #expect(reply.count == 96)
        #expect(Array(reply[0..<8]) == bytes("00000004 00000007"))
        #expect(Array(reply[20..<24]) == [0xFF, 0xFF, 0xFF, 0x98])
        #expect(Array(reply[68..<72]) == [0, 0, 0, 0])
    }

    @Test func operationsAreReadAndOtherVersionsRefused() throws {
        let list = bytes("01118005 00000000")
        #expect(try USBIPOperation.decode(list[...])?.operation == .list)
        let wanted = bytes("01118003 00000000") + Array("1-1".utf8) + Array(repeating: 0, count: 29)
        #expect(try USBIPOperation.decode(wanted[...])?.operation == .import(busID: "1-1"))
        #expect(try USBIPOperation.decode(wanted.dropLast()) == nil)
        let old = bytes("01068005 00000000")
        #expect(throws: USBIPFault.operation(version: 0x106, code: 0x8005)) { try USBIPOperation.decode(old[...]) }
    }

    @Test func theListingHasTheSizesAndNumbersOfTheProtocol() {
        let listed = USBIPListing.listReply(isAvailable: true)
        #expect(listed.count == 8 + 4 + 312 + 4)
        #expect(Array(listed.prefix(12)) == bytes("01110005 00000000 00000001"))
        // Busid, then bus 1, device 2, full speed, then 1209:0001 of release 1.00.
        #expect(Array(listed[268..<272]) == Array("1-1".utf8) + [0])
        #expect(Array(listed[300..<318]) == bytes("00000001 00000002 00000002 12090001") + [0x01, 0x00])
        #expect(Array(listed[318..<324]) == [0, 0, 0, 1, 1, 1])
        #expect(Array(listed[324...]) == [0xFF, 0x00, 0x01, 0])
        #expect(USBIPListing.listReply(isAvailable: false) == bytes("01110005 00000000 00000000"))
        #expect(USBIPListing.importReply(.success).count == 320)
        #expect(USBIPListing.importReply(.deviceBusy) == bytes("01110003 00000002"))
    }

    /// Random bytes, and messages of the kernel with random bytes changed: whatever comes, decoding neither traps nor
    /// takes more than is there, and the device's answers stay well formed.
    @Test(arguments: 0..<20) func whateverComesTheAnswersStayWellFormed(seed: UInt64) {
        var random = SplitMix64(seed: seed, stream: 77)
        func below(_ limit: Int) -> Int { Int(random.next() % UInt64(limit)) }
        let usb = VirtualUSBDevice(VirtualDevice(SimulationSpecification(rateHertz: 1000)))
        var microseconds: UInt64 = 0
        var understood = 0
        for round in 0..<2000 {
            var message = bytes(below(2) == 0 ? interruptIn : interruptOut) + Array(repeating: 0, count: 64)
            message[3] = UInt8(1 + below(2))
            message[19] = UInt8(below(3))
            message[15] = UInt8(below(2))
            message[40] = [0x80, 0x00, 0x82, 0x02, 0xC0, 0x40, 0x81, 0x01][below(8)]
            message[41] = UInt8(below(12))
            message[46] = UInt8(below(256))
            message[47] = UInt8(below(256))
            for _ in 0..<below(4) { message[below(message.count)] = UInt8(below(256)) }
            if round % 50 == 0 { message = (0..<below(120)).map { _ in UInt8(below(256)) } }
            if let (request, length) = try? USBIPRequest.decode(message[...]) {
                #expect(length <= message.count)
                usb.take(request)
                understood += 1
            }
            microseconds += UInt64(below(3000))
            usb.advance(toMicroseconds: microseconds)
            #expect(usb.waitingCount <= VirtualUSBDevice.waitingLimit)
            #expect(areWellFormed(usb.takeReplies()))
        }
        #expect(understood > 1000, "the changes must leave most messages readable, or nothing is tried")
    }

    private func areWellFormed(_ replies: [UInt8]) -> Bool {
        var rest = replies[...]
        while !rest.isEmpty {
            guard rest.count >= 48 else { return false }
            let command = rest.bigEndian(UInt32.self, at: 0)
            let status = rest.bigEndian(Int32.self, at: 20)
            // An OUT transfer's length has no data behind it: only the device's own answers are looked at.
            let data = rest.dropFirst(48).prefix { _ in true }
            guard command == 3 || command == 4, status <= 0, status > -200 else { return false }
            let length = command == 3 ? Int(rest.bigEndian(UInt32.self, at: 24)) : 0
            // The next message, if any, begins after the data of an IN transfer or at once.
            let begins = [length, 0].first { skip in
                let next = data.dropFirst(skip)
                return skip <= data.count
                    && (next.isEmpty || next.count >= 48 && [3, 4].contains(next.bigEndian(UInt32.self, at: 0)))
            }
            guard let begins else { return false }
            rest = data.dropFirst(begins)
        }
        return true
    }
}
