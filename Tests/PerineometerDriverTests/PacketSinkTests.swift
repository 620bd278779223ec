import PerineometerDriver
// SPDX-License-Identifier: Apache-2.0
import Perineometry
import SignalProcessing
import Testing

@Suite struct PacketSinkTests {
    /// A sink of four packets and the far end of its ring.
    private final class Ring {
        let doorbell = Doorbell()
        let sink: PacketSink
        private var consumer: PacketRing.Consumer

        init() {
            let ends = PacketRing.make(capacity: 4)
            sink = PacketSink(producer: ends.producer, doorbell: doorbell)
            consumer = ends.consumer
        }

        func pop() -> ReceivedPacket? { consumer.pop() }

        func send(_ bytes: [UInt8]) {
            bytes.withUnsafeBytes { sink.receive($0, at: HostTime(nanoseconds: 5)) }
        }
    }

    @Test func aPacketArrivesAsItWasAndRingsTheBell() throws {
        let ring = Ring()
        ring.send([1, 2, 3])
        #expect(ring.doorbell.wait(milliseconds: 0))
        let packet = try #require(ring.pop())
        #expect(packet.length == 3)
        #expect(packet.bytes[2] == 3)
        #expect(packet.bytes[3] == 0)
        #expect(packet.hostTime.nanoseconds == 5)
    }

    @Test func whatFindsNoRoomIsCountedInThePacketAfterIt() throws {
        let ring = Ring()
        for number in 0..<7 { ring.send([UInt8(number)]) }
        for number in 0..<4 {
            let packet = try #require(ring.pop())
            #expect(packet.bytes[0] == UInt8(number))
            #expect(packet.droppedBefore == 0)
        }
        ring.send([7])
        let packet = try #require(ring.pop())
        #expect(packet.bytes[0] == 7)
        #expect(packet.droppedBefore == 3)
    }

    @Test func aPacketThatIsTooLongIsCutNotWrittenBeyondItsPlace() throws {
        let ring = Ring()
        ring.send([UInt8](repeating: 9, count: 200))
        #expect(try #require(ring.pop()).length == 64)
    }

    @Test func onlyTheFirstReasonToEndIsKept() {
        let ring = Ring()
        #expect(ring.sink.ended == nil)
        ring.sink.end(.disconnected)
        ring.sink.end(.timedOut(request: 1))
        #expect(ring.sink.ended == .disconnected)
    }

    @Test func aRecoveryThatIsOverBeforeAnyoneLooksIsStillCounted() {
        let bell = Doorbell()
        let ends = PacketRing.make(capacity: 4)
        let sink = PacketSink(producer: ends.producer, doorbell: bell)
        #expect(sink.recovery == nil)
        sink.beginRecovery(.silent)
        #expect(sink.recovery == .silent)
        #expect(bell.wait(milliseconds: 0))
        sink.endRecovery()
        #expect(bell.wait(milliseconds: 0))
        #expect(sink.recovery == nil)
        #expect(sink.recoveryCount == 1)
        #expect(sink.lastRecovery == .silent)
    }
}
