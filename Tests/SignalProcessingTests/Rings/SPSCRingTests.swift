// SPDX-License-Identifier: Apache-2.0
import SignalProcessing
import Synchronization
import Testing

#if canImport(Glibc)
    import Glibc
#endif

@Suite struct SPSCRingTests {
    /// Both ends in one object: the testing macros copy what they look at, which the ends forbid.
    private final class Ring {
        private var producer: SPSCRing<UInt64>.Producer
        private var consumer: SPSCRing<UInt64>.Consumer

        init(capacity: Int) {
            let ends = SPSCRing<UInt64>.make(capacity: capacity)
            producer = ends.producer
            consumer = ends.consumer
        }

        func push(_ value: UInt64) -> Bool { producer.push(value) }
        func pop() -> UInt64? { consumer.pop() }
        var capacity: Int { producer.capacity }
    }

    @Test func elementsComeOutInTheOrderTheyWentIn() {
        let ring = Ring(capacity: 4)
        for round in UInt64(0)..<10 {
            for offset in UInt64(0)..<4 { #expect(ring.push(round * 4 + offset)) }
            for offset in UInt64(0)..<4 { #expect(ring.pop() == round * 4 + offset) }
            #expect(ring.pop() == nil)
        }
    }

    @Test func aFullRingRefusesAndLosesNothingItHolds() {
        let ring = Ring(capacity: 3)
        #expect(ring.capacity == 4)
        for value in UInt64(0)..<4 { #expect(ring.push(value)) }
        #expect(!ring.push(99))
        #expect(ring.pop() == 0)
        #expect(ring.push(4))
        for value in UInt64(1)...4 { #expect(ring.pop() == value) }
        #expect(ring.pop() == nil)
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
