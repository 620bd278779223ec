// SPDX-License-Identifier: Apache-2.0
import DeviceProtocol
import PacketTap
import Perineometry

/// What happened between packets, at its place among them.
enum PacketChange: Hashable {
    /// Degrees Celsius, as bits; NaN stands for "not known".
    case temperature(UInt64)
    case zero(Zero)
    /// Packets that are in no recording because the recorder was behind.
    case lost(UInt32)
    /// Packets that the host lost between the wire and the pipeline.
    case dropped(UInt32)
    case closed(dropped: UInt32, lost: UInt32)
}

/// Packets of one opening of a device, in the order in which they came.
struct PacketRun: Equatable {
    /// The number of the opening.
    var opening: UInt32
    /// The index that the sample after the first packet's predecessor has, or would have.
    var firstIndex: SampleIndex
    var packets: [RecordedPacket] = []
    var changes: [Change] = []

    struct Change: Hashable {
        /// How many packets lie before it.
        var place: Int
        var change: PacketChange
    }
}

/// The bytes of a `PacketRun`: by columns, each byte less the one before it in its column, so that what repeats from
/// packet to packet becomes long runs that zlib packs well. Lossless, whatever the packets hold.
///
/// A packet whose checksum is right is kept without it. docs/session-format.md has the layout.
enum PacketColumns {
    /// No block holds more packets: 16 s of the fastest device.
    static let packetLimit = 16_384
    private static let withoutChecksum: UInt8 = 0x80

    static func encode(_ run: PacketRun) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256 + run.packets.count * 80)
        bytes.append(run.opening)
        bytes.append(run.firstIndex.value)
        bytes.append(UInt32(run.packets.count))
        bytes.append(UInt32(run.changes.count))
        for change in run.changes { append(change, to: &bytes) }
        let marks = run.packets.map { hasRightChecksum($0) ? $0.length - 2 | withoutChecksum : $0.length }
        bytes += marks
        appendTimes(of: run.packets, to: &bytes)
        for column in 0..<64 {
            var previous: UInt8 = 0
            for (packet, mark) in zip(run.packets, marks) where mark & 0x7F > column {
                let byte = packet.bytes[column]
                bytes.append(byte &- previous)
                previous = byte
            }
        }
        return bytes
    }

    /// Host times as nanoseconds: the first, then how much each step differs from the step before.
    private static func appendTimes(of packets: [RecordedPacket], to bytes: inout [UInt8]) {
        var previous: UInt64 = 0
        var step: UInt64 = 0
        for packet in packets {
            let next = packet.hostTime.nanoseconds &- previous
            bytes.appendSigned(Int64(bitPattern: next &- step))
            previous = packet.hostTime.nanoseconds
            step = next
        }
    }

    private static func hasRightChecksum(_ packet: RecordedPacket) -> Bool {
        let length = Int(packet.length)
        guard length >= 2 else { return false }
        let checksum = Checksum.crc16(packet.wireBytes, count: length - 2)
        return packet.bytes[length - 2] == UInt8(checksum & 0xFF) && packet.bytes[length - 1] == UInt8(checksum >> 8)
    }

    private static func append(_ change: PacketRun.Change, to bytes: inout [UInt8]) {
        bytes.append(UInt32(change.place))
        switch change.change {
        case .temperature(let bits):
            bytes.append(UInt8(1))
            bytes.append(bits)
        case .zero(let zero):
            bytes.append(UInt8(2))
            bytes.append(zero.state.code)
            for channel in 0..<8 { bytes.append(zero.offset[channel].bitPattern) }
            bytes.append(UInt8(zero.instant == nil ? 0 : 1))
            bytes.append(zero.instant?.index.value ?? 0)
            bytes.append(zero.instant?.deviceTime.microseconds ?? 0)
            bytes.append(zero.instant?.hostTime.nanoseconds ?? 0)
            bytes.append((zero.temperatureCelsius ?? .nan).bitPattern)
        case .lost(let count):
            bytes.append(UInt8(3))
            bytes.append(count)
        case .dropped(let count):
            bytes.append(UInt8(4))
            bytes.append(count)
        case .closed(let dropped, let lost):
            bytes.append(UInt8(5))
            bytes.append(dropped)
            bytes.append(lost)
        }
    }

    /// Nil where the bytes are not what `encode` makes.
    static func decode(_ bytes: [UInt8]) -> PacketRun? {
        var reader = ByteReader(bytes)
        guard let opening = reader.next(UInt32.self), let firstIndex = reader.next(UInt64.self),
            let packetCount = reader.next(UInt32.self), packetCount <= packetLimit,
            let changeCount = reader.next(UInt32.self), Int(changeCount) <= 4 * packetLimit
        else { return nil }
        var run = PacketRun(opening: opening, firstIndex: SampleIndex(firstIndex))
        var place = 0
        for _ in 0..<changeCount {
            guard let change = change(&reader), change.place >= place, change.place <= Int(packetCount) else {
                return nil
            }
            place = change.place
            run.changes.append(change)
        }
        guard let packets = packets(Int(packetCount), &reader), reader.isAtEnd else { return nil }
        run.packets = packets
        for change in run.changes where change.place < packets.count {
            if case .dropped(let count) = change.change { run.packets[change.place].droppedBefore = count }
        }
        return run
    }

    private static func packets(_ count: Int, _ reader: inout ByteReader) -> [RecordedPacket]? {
        var marks: [UInt8] = []
        for _ in 0..<count {
            guard let mark = reader.nextByte(), mark & 0x7F <= (mark < 0x80 ? 64 : 62) else { return nil }
            marks.append(mark)
        }
        var times: [UInt64] = []
        var previous: UInt64 = 0
        var step: UInt64 = 0
        for _ in 0..<count {
            guard let change = reader.nextSigned() else { return nil }
            step = step &+ UInt64(bitPattern: change)
            previous = previous &+ step
            times.append(previous)
        }
        var contents = [InlineArray<64, UInt8>](repeating: InlineArray(repeating: 0), count: count)
        for column in 0..<64 {
            var previous: UInt8 = 0
            for place in 0..<count where marks[place] & 0x7F > column {
                guard let difference = reader.nextByte() else { return nil }
                previous = previous &+ difference
                contents[place][column] = previous
            }
        }
        return (0..<count).map { place in
            var length = Int(marks[place] & 0x7F)
            if marks[place] & withoutChecksum != 0 {
                let checksum = Checksum.crc16(contents[place], count: length)
                contents[place][length] = UInt8(checksum & 0xFF)
                contents[place][length + 1] = UInt8(checksum >> 8)
                length += 2
            }
            return RecordedPacket(
                bytes: contents[place], length: UInt8(length), hostTime: HostTime(nanoseconds: times[place]))
        }
    }

    private static func change(_ reader: inout ByteReader) -> PacketRun.Change? {
        guard let place = reader.next(UInt32.self), let kind = reader.nextByte() else { return nil }
        let change: PacketChange?
        switch kind {
        case 1: change = reader.next(UInt64.self).map { .temperature($0) }
        case 2: change = zero(&reader).map { .zero($0) }
        case 3: change = reader.next(UInt32.self).map { .lost($0) }
        case 4: change = reader.next(UInt32.self).map { .dropped($0) }
        case 5:
            guard let dropped = reader.next(UInt32.self), let lost = reader.next(UInt32.self) else { return nil }
            change = .closed(dropped: dropped, lost: lost)
        default: change = nil
        }
        return change.map { PacketRun.Change(place: Int(place), change: $0) }
    }

    private static func zero(_ reader: inout ByteReader) -> Zero? {
        guard let state = reader.nextByte().flatMap(ZeroState.init(code:)) else { return nil }
        var offset = ChannelVector.zero
        for channel in 0..<8 {
            guard let value = reader.nextDouble() else { return nil }
            offset[channel] = value
        }
        guard let hasInstant = reader.nextByte(), let index = reader.next(UInt64.self),
            let device = reader.next(UInt64.self), let host = reader.next(UInt64.self),
            let celsius = reader.nextDouble()
        else { return nil }
        let instant = SampleInstant(
            index: SampleIndex(index), deviceTime: DeviceTime(microseconds: device),
            hostTime: HostTime(nanoseconds: host))
        return Zero(
            state: state, offset: offset, instant: hasInstant == 1 ? instant : nil,
            temperatureCelsius: celsius.isNaN ? nil : celsius)
    }
}

extension ZeroState {
    fileprivate var code: UInt8 {
        switch self {
        case .none: 0
        case .air: 1
        case .inSitu: 2
        }
    }

    fileprivate init?(code: UInt8) {
        guard let state = Self.allCases.first(where: { $0.code == code }) else { return nil }
        self = state
    }
}
