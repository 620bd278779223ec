// SPDX-License-Identifier: Apache-2.0
import Acquisition
import ContractionDetection
import Perineometry
import StreamAPI

/// An event of the stream with its place in the timeline: it comes before the frame at `position`.
struct LoggedEvent {
    enum Kind {
        case gap(Gap)
        case contraction(ContractionEvent, simulated: Bool)
        case rest(RestObservation, simulated: Bool)
        /// From a sample on, pressures count from another zero; clients are told by `device`.
        case zeroed(Zero, from: SampleIndex)
        case device(DeviceDescription)
    }

    var position: Int
    var kind: Kind

    /// Whether it tells of the body.
    var isOfTheBody: Bool {
        switch kind {
        case .contraction, .rest: true
        case .gap, .device, .zeroed: false
        }
    }

    /// Whether the samples after it are no continuation of those before: another device, zero or stretch of time.
    var partsSamples: Bool {
        switch kind {
        case .gap, .device: true
        case .contraction, .rest, .zeroed: false
        }
    }
}

/// The recent events, numbered from 0 without holes, so that each subscription keeps its own place.
struct EventLog {
    /// How many events are kept: at a report of the rest and a word on contractions every second, half an hour.
    static let capacity = 4096

    private var events: [LoggedEvent] = []
    /// Number of the first event that is kept.
    private(set) var first = 0

    /// The number after the newest event.
    var end: Int { first + events.count }

    /// Appends an event; its place is moved behind that of the event before it, should it lie before.
    mutating func append(_ event: LoggedEvent) {
        if events.count == 2 * Self.capacity {
            events.removeFirst(Self.capacity)
            first += Self.capacity
        }
        let position = max(event.position, events.last?.position ?? 0)
        events.append(LoggedEvent(position: position, kind: event.kind))
    }

    /// The event of a number from `first` up to `end`.
    subscript(number: Int) -> LoggedEvent { events[number - first] }

    /// Number of the first event that lies at or after a position of the timeline.
    func number(from position: Int) -> Int {
        var low = 0
        var high = events.count
        while low < high {
            let middle = (low + high) / 2
            if events[middle].position < position { low = middle + 1 } else { high = middle }
        }
        return first + low
    }
}
