// SPDX-License-Identifier: Apache-2.0
import PerineometerDriver
import Perineometry
import VirtualPerineometer

/// A virtual device without threads or clocks: START delivers so many packets at once.
final class PatternTransport: Transport, @unchecked Sendable {
    // Unchecked: a test calls from one thread.
    let device: VirtualDevice
    private let packetsPerStart: Int
    private let alter: (inout [UInt8]) -> Void
    private var sink: PacketSink?
    private(set) var requests: [ControlRequest] = []
    /// Makes a request fail.
    var refuse: (ControlRequest) -> TransportError? = { _ in nil }

    init(_ device: VirtualDevice, packetsPerStart: Int, alter: @escaping (inout [UInt8]) -> Void = { _ in }) {
        self.device = device
        self.packetsPerStart = packetsPerStart
        self.alter = alter
    }

    var identity: DeviceIdentity { device.identity }

    func control(_ request: ControlRequest) throws(TransportError) -> [UInt8] {
        requests.append(request)
        if let error = refuse(request) { throw error }
        guard let reply = device.control(request) else { throw .requestRefused(request: request.number) }
        if case .start = request { deliver() }
        return reply
    }

    func startReceiving(into sink: PacketSink) { self.sink = sink }

    func close() {}

    private func deliver() {
        for _ in 0..<packetsPerStart {
            guard let due = device.nextPacketMicroseconds else { break }
            device.advance(toMicroseconds: due)
            while let packet = device.popPacket() {
                var bytes = (0..<packet.length).map { packet.bytes[$0] }
                alter(&bytes)
                bytes.withUnsafeBytes { sink?.receive($0, at: HostTime(nanoseconds: due * 1000)) }
            }
        }
        if device.isDisconnected { sink?.end(.disconnected) }
    }
}

/// CRC-16/IBM-3740 over all but the last two bytes, worked out bit by bit.
func refreshPacketChecksum(_ packet: inout [UInt8]) {
    var crc: UInt16 = 0xFFFF
    for byte in packet.dropLast(2) {
        crc ^= UInt16(byte) << 8
        for _ in 0..<8 { crc = crc & 0x8000 != 0 ? crc << 1 ^ 0x1021 : crc << 1 }
    }
    packet[packet.count - 2] = UInt8(crc & 0xFF)
    packet[packet.count - 1] = UInt8(crc >> 8)
}
