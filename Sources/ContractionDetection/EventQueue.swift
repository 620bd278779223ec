// SPDX-License-Identifier: Apache-2.0

/// Events that wait for their sample: what a step finds out may be more than one event, and a sample has room for one.
struct EventQueue: ~Copyable, Sendable {
    private var events: FixedBuffer<ContractionEvent?>
    private var first = 0
    private var count = 0

    init() { events = FixedBuffer(count: 16, repeating: nil) }

    var isEmpty: Bool { count == 0 }

    mutating func append(_ event: ContractionEvent) {
        // A contraction has at most six events and lasts longer than six samples: the queue cannot fill.
        precondition(count < events.count, "more events than samples")
        events[(first + count) % events.count] = event
        count += 1
    }

    mutating func popFirst() -> ContractionEvent? {
        guard count > 0 else { return nil }
        defer {
            first = (first + 1) % events.count
            count -= 1
        }
        return events[first]
    }
}
