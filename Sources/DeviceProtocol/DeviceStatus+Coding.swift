// SPDX-License-Identifier: Apache-2.0
internal import Perineometry

extension DeviceStatus {
    /// Reads a page as GET_STATUS returns it. Never traps, whatever comes.
    ///
    /// - Throws: `PageFault`, in the order length, version, contents.
    public init(decoding bytes: [UInt8]) throws(PageFault) {
        guard bytes.count == Self.length else {
            throw .length(.status, expected: Self.length, actual: bytes.count)
        }
        guard bytes[0] == ProtocolVersion.major else {
            throw .version(.status, expected: ProtocolVersion.major, actual: bytes[0])
        }
        let reservedIsZero = bytes[2] & 0xFE == 0 && bytes.isZero(29..<32)
        guard reservedIsZero || bytes[1] > ProtocolVersion.minor else {
            throw .contents(.status, field: "reserved bits", value: "set", allowed: "zero")
        }
        guard let testPattern = TestPattern(rawValue: bytes[5]) else {
            throw .contents(.status, field: "test pattern", value: "\(bytes[5])", allowed: "0 to 2")
        }
        let isStreaming = bytes[2] & 1 == 1
        guard isStreaming || bytes[4] == 0 else {
            throw .contents(.status, field: "samples per packet", value: "\(bytes[4])", allowed: "0 while stopped")
        }
        let centidegrees = bytes.integer(Int16.self, at: 10)
        try self.init(
            protocolMinor: bytes[1],
            samplesPerPacket: isStreaming ? Int(bytes[4]) : nil,
            rateIndex: Int(bytes[3]),
            testPattern: testPattern,
            bootID: bytes.integer(UInt16.self, at: 6),
            nextSequence: bytes.integer(UInt16.self, at: 8),
            packetsSent: bytes.integer(UInt32.self, at: 12),
            deviceTime: DeviceTime(microseconds: bytes.integer(UInt64.self, at: 16)),
            samplesLost: bytes.integer(UInt32.self, at: 24),
            fifoPackets: bytes[28],
            temperatureCelsius: centidegrees == Self.temperatureNotMeasured ? nil : Temperature.celsius(centidegrees)
        )
    }

    /// The bytes on the wire.
    public func encoded() -> [UInt8] {
        var bytes: [UInt8] = [
            ProtocolVersion.major, protocolMinor, isStreaming ? 1 : 0, UInt8(rateIndex), UInt8(samplesPerPacket ?? 0),
            testPattern.rawValue,
        ]
        bytes.append(littleEndian: bootID)
        bytes.append(littleEndian: nextSequence)
        bytes.append(littleEndian: temperatureCentidegrees)
        bytes.append(littleEndian: packetsSent)
        bytes.append(littleEndian: deviceTime.microseconds)
        bytes.append(littleEndian: samplesLost)
        bytes += [fifoPackets, 0, 0, 0]
        return bytes
    }
}
