// SPDX-License-Identifier: Apache-2.0
public import PerineometerDriver
public import Perineometry
public import SignalProcessing
import Synchronization

/// One uninterrupted opening of one device: its description, its frames, and its events.
public final class StreamRun: Sendable {
    /// From 1, counted by the daemon.
    public let number: Int
    public let device: DeviceSession
    public let description: StreamDescription
    /// Of the sensor, as last read.
    public let temperature: ProbeTemperature
    public let frames: FrameRing
    /// Every packet of the run as it came, valid or not.
    public let packets: PacketHistory
    /// The reading end of the events; whoever serves clients takes it, once.
    private let eventEnd: Mutex<EventRing.Consumer?>
    /// The reading end of the packets' times; whoever measures latency takes it, once.
    private let passageEnd: Mutex<PassageRing.Consumer?>
    /// The writing end of the zeros, for whoever serves clients. The pipeline's end has no lock.
    private let zeroEnd: Mutex<ZeroRing.Producer?>
    private let isOver = Atomic<Bool>(false)

    init(
        number: Int, device: DeviceSession, description: StreamDescription,
        temperature: ProbeTemperature = ProbeTemperature(),
        frames: FrameRing,
        packets: PacketHistory = PacketHistory(readableCapacity: 1),
        events: consuming EventRing.Consumer,
        passages: consuming PassageRing.Consumer? = nil,
        zeros: consuming ZeroRing.Producer? = nil
    ) {
        self.number = number
        self.device = device
        self.description = description
        self.temperature = temperature
        self.frames = frames
        self.packets = packets
        eventEnd = Mutex(events)
        passageEnd = Mutex(passages)
        zeroEnd = Mutex(zeros)
    }

    /// How much of the past a run keeps for readers.
    public static let historySeconds = 120

    /// Hands over the reading end of the events. Nil when it was taken before.
    public func takeEvents() -> EventRing.Consumer? { eventEnd.withLock { $0.take() } }

    /// Hands over the reading end of the packets' times. Nil when it was taken before.
    public func takePassages() -> PassageRing.Consumer? { passageEnd.withLock { $0.take() } }

    /// Has pressures count from another zero, from the next packet on: a `PipelineEvent` then says from which sample.
    /// Returns false where others are still on their way.
    public func apply(_ zero: Zero) -> Bool { zeroEnd.withLock { $0?.push(zero) ?? false } }

    /// No frame or event will be added any more.
    public var hasEnded: Bool { isOver.load(ordering: .acquiring) }

    func end() { isOver.store(true, ordering: .releasing) }
}
