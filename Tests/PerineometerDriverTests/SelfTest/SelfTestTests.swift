// SPDX-License-Identifier: Apache-2.0
import DeviceProtocol
import PerineometerDriver
import Perineometry
import Testing
import VirtualPerineometer

@Suite struct SelfTestTests {
    private static let packets = 60

    /// Runs a self-test on a virtual device.
    private func run(
        channelCount: Int = 2, faults: [InjectedFault] = [], packetsPerStart: Int = packets + 4,
        alter: @escaping (inout [UInt8]) -> Void = { _ in },
        refuse: @escaping (ControlRequest) -> TransportError? = { _ in nil }, isCancelled: () -> Bool = { false }
    ) throws -> (report: SelfTestReport, transport: PatternTransport) {
        let device = VirtualDevice(SimulationSpecification(channelCount: channelCount), faults: faults)
        let transport = PatternTransport(device, packetsPerStart: packetsPerStart, alter: alter)
        let session = try DeviceSession.negotiate(over: transport)
        transport.refuse = refuse
        let report = SelfTest(packetsPerPattern: Self.packets).run(on: session, isCancelled: isCancelled)
        return (report, transport)
    }

    @Test(arguments: [1, 2, 8])
    func aSoundDevicePassesWithEveryPattern(channelCount: Int) throws {
        let (report, transport) = try run(channelCount: channelCount)
        #expect(report.verdict == .passed)
        #expect(report.patterns.map(\.pattern) == [.ramp, .extremes])
        #expect(report.patterns.allSatisfy { $0.packets == Self.packets && $0.isFlawless })
        #expect(report.restoreFailure == nil)
        #expect(transport.requests.suffix(3) == [.stop, .setTestPattern(0), .getStatus])
        #expect(!transport.device.isStreaming)
    }

    @Test func oneWrongBitIsFoundAndNamed() throws {
        var number = 0
        let (report, _) = try run { packet in
            number += 1
            guard number == 11 else { return }
            // Channel 1 in the eleventh packet of the ramp.
            packet[14 + 3] ^= 0x10
            refreshPacketChecksum(&packet)
        }
        #expect(report.verdict == .failed)
        let ramp = try #require(report.patterns.first)
        #expect(ramp.mismatches == 1)
        let wrong = try #require(ramp.firstMismatch)
        #expect(wrong.packet == 10)
        #expect(wrong.channel == 1)
        #expect(wrong.received == wrong.expected ^ 0x10)
        #expect(wrong.expected == Int32(wrong.sample) + 1000)
        #expect(report.message.contains("channel 1"))
        #expect(report.patterns.last?.isFlawless == true)
    }

    @Test func aFirmwareThatClearsTheLowestBitFails() throws {
        let (report, _) = try run { packet in
            packet[14] &= 0xFE
            refreshPacketChecksum(&packet)
        }
        #expect(report.verdict == .failed)
        #expect(report.patterns.allSatisfy { $0.mismatches > 0 })
    }

    @Test func aDamagedPacketIsCountedOnceAndNotAsWrongCounts() throws {
        let (report, _) = try run(faults: [InjectedFault(.corruptByte(15), atPacket: 5)])
        let ramp = try #require(report.patterns.first)
        #expect(ramp.corrupt == 1)
        #expect(ramp.lost == 0)
        #expect(ramp.mismatches == 0)
        #expect(ramp.mistimed == 0)
        #expect(report.verdict == .failed)
    }

    @Test func aLostPacketIsALossAndNothingElse() throws {
        let (report, _) = try run(faults: [InjectedFault(.drop, atPacket: 5)])
        let ramp = try #require(report.patterns.first)
        #expect(ramp.lost == 1)
        #expect(ramp.mismatches == 0)
        #expect(ramp.mistimed == 0)
        #expect(ramp.wrongFlags == 0)
    }

    @Test func numbersThatAreNeverUsedAreALossWithoutWrongCounts() throws {
        let (report, _) = try run(faults: [InjectedFault(.sequenceJump(by: 7), atPacket: 5)])
        let ramp = try #require(report.patterns.first)
        #expect(ramp.lost == 7)
        #expect(ramp.mismatches == 0)
    }

    @Test func aClockThatJumpsIsCountedOnce() throws {
        let (report, _) = try run(faults: [InjectedFault(.clockStep(microseconds: 250), atPacket: 5)])
        let ramp = try #require(report.patterns.first)
        #expect(ramp.mistimed == 1)
        #expect(ramp.worstTimingMicroseconds == 250)
        #expect(ramp.mismatches == 0)
        #expect(report.verdict == .failed)
    }

    @Test(arguments: [InjectedFault.Kind.duplicate, .swapWithNext])
    func packetsOutOfOrderAreFound(kind: InjectedFault.Kind) throws {
        let (report, _) = try run(faults: [InjectedFault(kind, atPacket: 5)])
        #expect(report.patterns.first?.outOfOrder == 1)
        #expect(report.patterns.first?.mismatches == 0)
    }

    @Test func aDeviceThatRestartsIsNotBlamedForWrongCounts() throws {
        let (report, _) = try run(faults: [InjectedFault(.reboot, atPacket: 5)])
        #expect(report.verdict == .failed)
        #expect(report.patterns.first?.hasRestarted == true)
        #expect(report.patterns.first?.mismatches == 0)
        #expect(report.message.contains("restarted"))
    }

    @Test func flagsThatHideThePatternAreFound() throws {
        let (report, _) = try run { packet in
            packet[2] &= ~0x04
            refreshPacketChecksum(&packet)
        }
        #expect(report.patterns.allSatisfy { $0.wrongFlags == $0.packets && $0.mismatches == 0 })
        #expect(report.verdict == .failed)
    }

    @Test func aDeviceThatLeavesEndsTheTest() throws {
        let (report, _) = try run(faults: [InjectedFault(.disconnect, atPacket: 5)])
        #expect(report.verdict == .interrupted(.transport(.disconnected)))
        #expect(report.patterns.map(\.packets) == [5])
    }

    @Test func aDeviceThatSendsNothingEndsTheTest() throws {
        let (report, transport) = try run(packetsPerStart: 0)
        guard case .interrupted(.silent) = report.verdict else {
            Issue.record("the verdict is \(report.verdict)")
            return
        }
        #expect(transport.requests.suffix(3) == [.stop, .setTestPattern(0), .getStatus])
    }

    @Test func aRefusedPatternStillLeavesTheDeviceStoppedAndItsSensorOn() throws {
        let (report, transport) = try run(refuse: { request in
            request == .setTestPattern(2) ? .requestRefused(request: 7) : nil
        })
        #expect(report.verdict == .interrupted(.transport(.requestRefused(request: 7))))
        #expect(report.restoreFailure == nil)
        #expect(transport.requests.suffix(3) == [.stop, .setTestPattern(0), .getStatus])
    }

    @Test func aPatternThatCannotBeEndedIsSaid() throws {
        let (report, _) = try run(refuse: { request in
            request == .setTestPattern(0) ? .requestRefused(request: 7) : nil
        })
        #expect(report.restoreFailure == .transport(.requestRefused(request: 7)))
        #expect(report.hint.contains("Unplug"))
    }

    @Test func itEndsWhenAskedTo() throws {
        let (report, transport) = try run(isCancelled: { true })
        #expect(report.verdict == .cancelled)
        #expect(transport.requests.suffix(3) == [.stop, .setTestPattern(0), .getStatus])
    }

    @Test func theRampIsFollowedThroughItsTurn() throws {
        let device = VirtualDevice(SimulationSpecification(rateHertz: 1000, channelCount: 1))
        let capabilities = try Capabilities(decoding: try #require(device.control(.getCapabilities)))
        _ = device.control(.setTestPattern(1))
        var check = TestPatternCheck(
            pattern: .ramp, capabilities: capabilities, rateIndex: capabilities.defaultRateIndex)
        device.begin()
        while check.findings.samples < 40_000 {
            device.advance(toMicroseconds: try #require(device.nextPacketMicroseconds))
            while let packet = device.popPacket() {
                check.take(
                    ReceivedPacket(
                        bytes: packet.bytes, length: UInt8(packet.length), hostTime: HostTime(nanoseconds: 0)))
            }
        }
        let findings = check.findings
        #expect(findings.isFlawless)
    }

    @Test func aDeviceThatLostItsFirstPacketIsFollowedFromTheSecond() throws {
        let device = VirtualDevice(SimulationSpecification(channelCount: 1))
        let capabilities = try Capabilities(decoding: try #require(device.control(.getCapabilities)))
        _ = device.control(.setTestPattern(1))
        var check = TestPatternCheck(
            pattern: .ramp, capabilities: capabilities, rateIndex: capabilities.defaultRateIndex)
        device.begin()
        // Nobody polls for a second: the device's store overruns.
        device.advance(toMicroseconds: 1_000_000)
        while let packet = device.popPacket() {
            check.take(
                ReceivedPacket(bytes: packet.bytes, length: UInt8(packet.length), hostTime: HostTime(nanoseconds: 0)))
        }
        let findings = check.findings
        #expect(findings.lost == 1)
        #expect(findings.mismatches == 0)
        #expect(findings.wrongFlags == 0)
    }
}
