// SPDX-License-Identifier: Apache-2.0
import Acquisition
import DeviceProtocol
import PacketTap
import PerineometerDriver
import Perineometry
import SessionStore

/// A session as the steps by which it can be played, scored or exported: what was recorded, in order, without what only
/// the store needs to know.
struct SessionSteps: RecordedSteps, @unchecked Sendable {
    // Unchecked: the reader is used by whoever holds the steps, one at a time.
    private let reader: SessionReader
    private var isOpen = false
    private var celsius: Double?
    private var waiting: [RecordedStep] = []
    private var first: ClockPair?
    /// What is added to the host times of a segment, so that they go on where those of the first left off, also where the
    /// machine was started anew in between.
    private var shiftNanoseconds: Int64 = 0
    /// Blocks that could not be read.
    private(set) var damage: [BlockDamage] = []

    init(_ reader: SessionReader) { self.reader = reader }

    mutating func next() -> RecordedStep? {
        while waiting.isEmpty {
            guard let entry = reader.next() else {
                guard isOpen else { return nil }
                isOpen = false
                return .ended
            }
            take(entry)
        }
        return waiting.removeFirst()
    }

    private mutating func take(_ entry: SessionEntry) {
        switch entry {
        case .opened(let opening):
            end()
            celsius = opening.temperatureCelsius
            isOpen = true
            waiting.append(.began(DeviceIdentity(opening), RunFacts(opening)))
        case .temperature(let told): celsius = told
        case .zero(let zero): waiting.append(.zeroed(zero))
        case .packet(var packet, let lostBefore):
            packet.hostTime = HostTime(
                nanoseconds: UInt64(max(0, Int64(packet.hostTime.nanoseconds) &+ shiftNanoseconds)))
            waiting.append(.packet(KeptPacket(packet, lostBefore: lostBefore, celsius: celsius)))
        case .closed: end()
        case .segment(let segment):
            end()
            guard let first else {
                first = segment.began
                return
            }
            let wall = (segment.began.unixMicroseconds - first.unixMicroseconds) * 1000
            shiftNanoseconds =
                wall &- (Int64(segment.began.host.nanoseconds) &- Int64(first.host.nanoseconds))
        case .damaged(let block): damage.append(block)
        case .state, .event: break
        }
    }

    private mutating func end() {
        guard isOpen else { return }
        isOpen = false
        waiting.append(.ended)
    }
}

extension KeptPacket {
    /// A recorded packet as a pipeline takes it. Those that the recorder lost count as lost on the way.
    init(_ packet: RecordedPacket, lostBefore: UInt32, celsius: Double?) {
        self.init(
            received: ReceivedPacket(
                bytes: packet.wireBytes, length: packet.length, hostTime: packet.hostTime,
                droppedBefore: packet.droppedBefore &+ lostBefore),
            celsius: celsius ?? .nan, framePosition: 0, nextIndex: SampleIndex(0))
    }
}

extension DeviceIdentity {
    /// Who a recorded device was.
    init(_ opening: DeviceOpening) {
        self.init(
            serial: opening.serial, manufacturer: "", product: opening.product, location: "recorded",
            isSimulated: opening.isSimulated)
    }
}

extension RunFacts {
    /// What a recorded run needs to be read again.
    init(_ opening: DeviceOpening) {
        self.init(
            capabilities: opening.capabilities, calibration: opening.calibration, rateIndex: opening.rateIndex,
            firstIndex: opening.firstIndex, firstContractionID: opening.firstContractionID, zero: opening.zero,
            celsius: opening.temperatureCelsius, beginsMidway: opening.isMidway,
            followsAnother: opening.isReopening)
    }
}
