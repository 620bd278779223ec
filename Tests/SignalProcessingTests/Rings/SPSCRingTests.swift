// SPDX-License-Identifier: Apache-2.0
import SignalProcessing
import Synchronization
import Testing

#if canImport(Glibc)
    import Glibc
#endif

@Suite struct SPSCRingTests {
    @Test func elementsComeOutInTheOrderTheyWentIn() {
        let ends = SPSCRing<UInt64>.make(capacity: 4)
        var producer = ends.producer
        var consumer = ends.consumer
        for round in 0..<10 {
            for offset in 0..<4 { #expect(producer.push(UInt64(round * 4 + offset))) }
            for offset in 0..<4 { #expect(consumer.pop() == UInt64(round * 4 + offset)) }
            #expect(consumer.pop() == nil)
        }
    }

    @Test func aFullRingRefusesAndLosesNothingItHolds() {
        let ends = SPSCRing<UInt64>.make(capacity: 3)
        var producer = ends.producer
        var consumer = ends.consumer
        #expect(producer.capacity == 4)
        for value in 0..<4 { #expect(producer.push(UInt64(value))) }
        #expect(!producer.push(99))
        #expect(consumer.pop() == 0)
        #expect(producer.push(4))
        for value in 1...4 { #expect(consumer.pop() == UInt64(value)) }
        #expect(consumer.pop() == nil)
    }

    /// Run under the thread sanitizer this also proves the memory orderings.
    @Test func nothingIsLostOrReorderedBetweenTwoThreads() async {
        let count: UInt64 = 200_000
        let ends = SPSCRing<UInt64>.make(capacity: 256)
        let consumerEnd = Mutex<SPSCRing<UInt64>.Consumer?>(ends.consumer)
        let producerEnd = Mutex<SPSCRing<UInt64>.Producer?>(ends.producer)
        async let consumed: Bool = Task.detached {
            guard var consumer = consumerEnd.withLock({ $0.take() }) else { return false }
            var expected: UInt64 = 0
            while expected < count {
                guard let value = consumer.pop() else {
                    sched_yield()
                    continue
                }
                if value != expected { return false }
                expected += 1
            }
            return consumer.pop() == nil
        }.value
        async let produced: Void = Task.detached {
            guard var producer = producerEnd.withLock({ $0.take() }) else { return }
            var next: UInt64 = 0
            while next < count { if producer.push(next) { next += 1 } else { sched_yield() } }
        }.value
        await produced
        #expect(await consumed)
    }
}
