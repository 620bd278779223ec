// SPDX-License-Identifier: Apache-2.0
import Foundation
import Perineometry
import SignalProcessing
import Synchronization
import Testing

@testable import Acquisition

@Suite struct PublishedClockTests {
    private final class Shared: Sendable {
        let clock = PublishedClock()
        let isOver = Atomic<Bool>(false)
    }

    private static func estimate(_ number: UInt64) -> ClockEstimate {
        ClockEstimate(
            deviceTime: DeviceTime(microseconds: number), offsetNanoseconds: Int64(number),
            uncertaintySeconds: Double(number),
            drift: number.isMultiple(of: 2)
                ? nil
                : ClockEstimate.Drift(partsPerMillion: Double(number), uncertaintyPartsPerMillion: Double(number)))
    }

    @Test func nothingIsReadBeforeAnythingWasPublishedAndAfterItWasTakenBack() {
        let shared = Shared()
        #expect(shared.clock.read() == nil)
        shared.clock.publish(Self.estimate(3))
        #expect(shared.clock.read()?.drift?.partsPerMillion == 3)
        shared.clock.publish(Self.estimate(4))
        #expect(shared.clock.read()?.offsetNanoseconds == 4)
        #expect(shared.clock.read()?.drift == nil)
        shared.clock.publish(nil)
        #expect(shared.clock.read() == nil)
    }

    @Test func anEstimateIsReadWholeWhileAnotherIsWritten() {
        let shared = Shared()
        let writer = Thread {
            for number in 1...200_000 as ClosedRange<UInt64> { shared.clock.publish(Self.estimate(number)) }
            shared.isOver.store(true, ordering: .releasing)
        }
        writer.start()
        var torn = 0
        var newest: UInt64 = 0
        while !shared.isOver.load(ordering: .acquiring) {
            guard let read = shared.clock.read() else { continue }
            let number = read.deviceTime.microseconds
            let expected = Self.estimate(number)
            let isWhole =
                read.offsetNanoseconds == expected.offsetNanoseconds
                && read.uncertaintySeconds == expected.uncertaintySeconds
                && read.drift?.partsPerMillion == expected.drift?.partsPerMillion
                && read.drift?.uncertaintyPartsPerMillion == expected.drift?.uncertaintyPartsPerMillion
            if !isWhole || number < newest { torn += 1 }
            newest = number
        }
        #expect(torn == 0)
        #expect(shared.clock.read()?.offsetNanoseconds == 200_000)
    }
}
