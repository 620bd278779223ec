// SPDX-License-Identifier: Apache-2.0
import SignalProcessing
import Testing

@Suite struct HistoryRingTests {
    @Test func theNewestElementsStayReadableHoweverManyCame() {
        let ring = HistoryRing<Int>(readableCapacity: 100)
        for number in 0..<1000 { ring.append(number * 3) }
        #expect(ring.end == 1000)
        #expect(ring.oldest == 900)
        for position in 900..<1000 { #expect(ring.element(at: position) == position * 3) }
    }

    @Test func whatWasOverwrittenOrIsNotThereYetIsRefused() {
        let ring = HistoryRing<Int>(readableCapacity: 100)
        #expect(ring.element(at: 0) == nil)
        for number in 0..<1000 { ring.append(number) }
        #expect(ring.element(at: 899) == nil)
        #expect(ring.element(at: 1000) == nil)
        #expect(ring.element(at: -1) == nil)
    }
}
