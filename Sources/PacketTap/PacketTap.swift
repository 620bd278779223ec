// SPDX-License-Identifier: Apache-2.0
public import Perineometry
public import SignalProcessing

/// Where a recorder is given what a pipeline took in: each packet, and the temperature and zero with which it was read. Fed
/// in the same order to a new pipeline, that gives the same frames and events.
///
/// It never blocks, allocates, locks or retains. Where the recorder has fallen behind by a whole ring the entry is lost, and
/// the next that finds room says how many were.
public struct PacketTap: ~Copyable, Sendable {
    private var ring: TapRing.Producer
    private var lost: UInt32 = 0
    /// What the recorder was told last; nil before.
    private var celsiusBits: UInt64?
    private var zero: Zero?
    /// Waits for room: packets of one device must not be taken for those of another.
    private var pendingOpening: UInt32?

    public init(into ring: consuming TapRing.Producer) { self.ring = ring }

    /// A device was opened; packets from now on are its own. Say so before the first of them.
    ///
    /// - Parameter number: under which the device is described to the recorder.
    public mutating func open(_ number: UInt32) {
        pendingOpening = number
        celsiusBits = nil
        zero = nil
        _ = announceOpening()
    }

    private mutating func announceOpening() -> Bool {
        guard let number = pendingOpening else { return true }
        guard ring.push(.opened(number)) else { return false }
        pendingOpening = nil
        return true
    }

    /// Takes one packet.
    ///
    /// - Parameters:
    ///   - packet: as received.
    ///   - index: what the pipeline's next sample would have been before it.
    ///   - celsius: the sensor's temperature with which it was read; nil where it is not known.
    ///   - zero: what its pressures count from.
    /// - Returns: false where it found no room.
    @discardableResult
    public mutating func append(
        _ packet: RecordedPacket, index: SampleIndex, celsius: Double?, zero: Zero
    ) -> Bool {
        let bits = (celsius ?? .nan).bitPattern
        guard announceOpening(), tell(bits), tell(zero),
            ring.push(.packet(packet, index: index, lostBefore: lost))
        else {
            lost = lost == .max ? lost : lost + 1
            return false
        }
        lost = 0
        return true
    }

    /// No more packets come from this device, and the host lost `dropped` after the last one. Returns false where that
    /// found no room, and then may be said again.
    @discardableResult
    public mutating func close(dropped: UInt32) -> Bool {
        guard announceOpening(), ring.push(.closed(dropped: dropped, lost: lost)) else { return false }
        lost = 0
        return true
    }

    private mutating func tell(_ bits: UInt64) -> Bool {
        if bits == celsiusBits { return true }
        guard ring.push(.temperature(Double(bitPattern: bits))) else { return false }
        celsiusBits = bits
        return true
    }

    private mutating func tell(_ next: Zero) -> Bool {
        if next == zero { return true }
        guard ring.push(.zero(next)) else { return false }
        zero = next
        return true
    }
}
