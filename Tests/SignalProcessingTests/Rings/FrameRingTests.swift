// SPDX-License-Identifier: Apache-2.0
import Perineometry
import SignalProcessing
import Testing

@Suite struct FrameRingTests {
    private func frame(_ number: Int) -> Frame {
        var counts = SIMD8<Int32>()
        var pressure = ChannelVector()
        var filtered = ChannelVector()
        for channel in 0..<8 {
            pressure[channel] = Double(number * 10 + channel)
            filtered[channel] = -pressure[channel]
            counts[channel] = Int32(number * 100 - channel)
        }
        return Frame(
            index: SampleIndex(UInt64(number * 2)), deviceTime: DeviceTime(microseconds: UInt64(number * 1000)),
            hostTime: HostTime(nanoseconds: UInt64(number * 7)), counts: counts, pressure: pressure, filtered: filtered,
            rest: Double(number), state: number % 2 == 0 ? .rest : .contraction, isClipped: number % 3 == 0)
    }

    @Test func aFrameComesBackAsItWentIn() {
        let ring = FrameRing(channelCount: 3, readableCapacity: 100)
        for number in 0..<10 { ring.append(frame(number)) }
        let intact = ring.read(4..<7) { frames in
            for position in frames.positions {
                let expected = frame(position)
                #expect(frames[position].index == expected.index)
                #expect(frames[position].deviceTime == expected.deviceTime)
                #expect(frames[position].hostTime == expected.hostTime)
                #expect(frames[position].rest == expected.rest)
                #expect(frames[position].state == expected.state)
                #expect(frames[position].isClipped == expected.isClipped)
                for channel in 0..<3 {
                    #expect(frames[position].pressure[channel] == expected.pressure[channel])
                    #expect(frames[position].filtered[channel] == expected.filtered[channel])
                }
                #expect(frames[position].counts[2] == expected.counts[2])
                #expect(frames[position].counts[3] == 0)
                #expect(frames[position].pressure[3] == 0)
            }
        }
        #expect(intact)
    }

    @Test func theNewestFramesStayReadableHoweverManyCame() {
        let ring = FrameRing(channelCount: 1, readableCapacity: 100)
        for number in 0..<1000 { ring.append(frame(number)) }
        #expect(ring.end == 1000)
        #expect(ring.oldest == 900)
        #expect(ring.index(at: 900) == SampleIndex(1800))
        var newest: Double?
        let intact = ring.read(900..<1000) { newest = $0[999].rest }
        #expect(intact)
        #expect(newest == 999)
    }

    @Test func readingOutsideWhatIsKeptIsRefused() {
        let ring = FrameRing(channelCount: 1, readableCapacity: 100)
        for number in 0..<1000 { ring.append(frame(number)) }
        for positions in [899..<900, 990..<1001] {
            let intact = ring.read(positions) { _ in Issue.record("\(positions) cannot be read") }
            #expect(!intact)
        }
    }

    @Test func aReaderThatIsOvertakenIsTold() {
        let ring = FrameRing(channelCount: 1, readableCapacity: 100)
        for number in 0..<100 { ring.append(frame(number)) }
        let intact = ring.read(0..<10) { _ in for number in 100..<300 { ring.append(frame(number)) } }
        #expect(!intact)
    }
}
