// SPDX-License-Identifier: Apache-2.0
import Acquisition
import DeviceProtocol
import Perineometry
import Testing

@Suite struct PacketSequencerTests {
    private var packets = PacketMaker()
    private var sequencer = PacketSequencer(firstIndex: SampleIndex(100), rateHertz: PacketMaker.rateHertz)

    private func first(_ verdict: PacketSequencer.Verdict) -> UInt64? {
        if case .accepted(let first, _, _) = verdict { first.value } else { nil }
    }

    private func gap(_ verdict: PacketSequencer.Verdict) -> Gap? {
        if case .accepted(_, let gap, _) = verdict { gap } else { nil }
    }

    @Test mutating func consecutivePacketsGetConsecutiveIndices() throws {
        packets.samplesPerPacket = 3
        for expected in stride(from: UInt64(100), to: 130, by: 3) {
            let verdict = sequencer.accept(try packets.next())
            #expect(first(verdict) == expected)
            #expect(gap(verdict) == nil)
        }
    }

    @Test mutating func lostPacketsAreCountedToTheSample() throws {
        packets.samplesPerPacket = 4
        _ = sequencer.accept(try packets.next())
        packets.skip(packets: 5)
        let verdict = sequencer.accept(try packets.next())
        #expect(gap(verdict) == Gap(first: SampleIndex(104), missing: 20, reason: .packetsLost))
        #expect(first(verdict) == 124)
    }

    @Test mutating func aCorruptPacketExplainsItsGap() throws {
        _ = sequencer.accept(try packets.next())
        packets.skip(packets: 1)
        sequencer.noteCorrupt()
        #expect(gap(sequencer.accept(try packets.next()))?.reason == .packetsCorrupt)
    }

    @Test mutating func theDaemonsOwnLossIsNamedAsSuch() throws {
        _ = sequencer.accept(try packets.next())
        packets.skip(packets: 2)
        sequencer.noteHostOverrun()
        #expect(gap(sequencer.accept(try packets.next()))?.reason == .hostOverrun)
    }

    @Test mutating func anOverrunInTheDeviceIsNamedAsSuch() throws {
        _ = sequencer.accept(try packets.next())
        packets.skip(packets: 3)
        packets.flags = .overrun
        #expect(
            gap(sequencer.accept(try packets.next()))
                == Gap(first: SampleIndex(101), missing: 3, reason: .deviceOverrun))
    }

    @Test mutating func theSamePacketTwiceIsADuplicate() throws {
        let packet = try packets.next()
        _ = sequencer.accept(packet)
        guard case .duplicate = sequencer.accept(packet) else { Issue.record("not seen as a duplicate"); return }
        #expect(first(sequencer.accept(try packets.next())) == 101)
    }

    @Test mutating func aLatePacketIsDroppedAndDisturbsNothing() throws {
        _ = sequencer.accept(try packets.next())
        let late = try packets.next()
        #expect(gap(sequencer.accept(try packets.next()))?.missing == 1)
        guard case .late = sequencer.accept(late) else { Issue.record("not seen as late"); return }
        #expect(first(sequencer.accept(try packets.next())) == 103)
    }

    @Test mutating func sequenceAndClockMayWrap() throws {
        packets.sequence = .max
        packets.microseconds = .max - 1000
        for expected in UInt64(100)..<105 {
            let verdict = sequencer.accept(try packets.next())
            #expect(first(verdict) == expected)
            #expect(gap(verdict) == nil)
        }
    }

    @Test mutating func aRestartedDeviceLeavesASeam() throws {
        _ = sequencer.accept(try packets.next())
        packets = PacketMaker(bootID: 8, microseconds: 500)
        let verdict = sequencer.accept(try packets.next())
        #expect(gap(verdict) == Gap(first: SampleIndex(101), missing: 0, reason: .deviceRestarted))
        guard case .accepted(_, _, clockRestarted: true) = verdict else { Issue.record("clock not restarted"); return }
    }

    @Test(arguments: [-50_000_000, -4000, 40_000_000]) mutating func aClockThatJumpsIsNotTakenForLostSamples(
        by microseconds: Int
    ) throws {
        _ = sequencer.accept(try packets.next())
        packets.microseconds = UInt32(truncatingIfNeeded: Int(packets.microseconds) + microseconds)
        let verdict = sequencer.accept(try packets.next())
        #expect(gap(verdict) == Gap(first: SampleIndex(101), missing: 0, reason: .clockJumped))
        #expect(first(verdict) == 101)
    }

    @Test mutating func aDeviceThatStaysBackInItsNumberingIsBelievedInTheEnd() throws {
        packets.sequence = 1000
        _ = sequencer.accept(try packets.next())
        packets.sequence = 500
        var accepted = 0
        for _ in 0..<40 { if first(sequencer.accept(try packets.next())) != nil { accepted += 1 } }
        #expect(accepted == 25)
    }
}
