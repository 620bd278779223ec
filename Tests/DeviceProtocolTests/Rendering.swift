// SPDX-License-Identifier: Apache-2.0
import Perineometry

@testable import DeviceProtocol

/// Fields as the golden files write them. Every value is read by the public properties that hosts use.
enum Rendering {
    static func of(_ packet: SamplePacket) -> String {
        let samples = (0..<packet.sampleCount).map { sample in
            let counts = packet.counts(ofSample: sample)
            return (0..<packet.channelCount).map { "\(counts[$0])" }.joined(separator: ",")
        }
        let flags = [packet.flags.rawValue].hex
        return """
            ok minor=\(packet.minorVersion) flags=0x\(flags) channels=\(packet.channelCount) \
            format=\(packet.sampleFormat) rate=\(packet.rateIndex) sequence=\(packet.sequence) boot=\(packet.bootID) \
            time=\(packet.firstSampleMicroseconds) counts=\(samples.joined(separator: "/"))
            """
    }

    static func of(_ page: Capabilities) -> String {
        let rates = page.ratesHertz.map { "\($0)" }.joined(separator: ",")
        let id = (0..<8).map { UInt8(truncatingIfNeeded: page.uniqueID >> (8 * UInt64($0))) }.hex
        let channels = page.channels.map { channel in
            let limits = channel.countLimits
            let position = channel.positionMillimetres ?? 255
            return "\(number(of: channel.role)):\(position):\(limits.lowerBound):\(limits.upperBound)"
        }
        return """
            ok minor=\(page.protocolMinor) firmware=\(page.firmwareVersion) hardware=\(page.hardwareRevision) \
            features=0x\(String(page.features.rawValue, radix: 16)) format=\(page.sampleFormat) rates=\(rates) \
            default=\(page.defaultRateIndex) id=\(id) fifo=\(page.fifoPackets) \
            channels=\(channels.joined(separator: "/"))
            """
    }

    static func of(_ page: CalibrationPage) -> String {
        let channels = page.channels.map { channel in
            [channel.gain, channel.offset, channel.temperatureCoefficient].map(bits).joined(separator: ":")
        }
        return """
            ok days=\(page.dateDays) temperature=\(page.temperatureCentidegrees) \
            channels=\(channels.joined(separator: "/"))
            """
    }

    static func of(_ page: DeviceStatus) -> String {
        """
        ok minor=\(page.protocolMinor) streaming=\(page.isStreaming ? 1 : 0) rate=\(page.rateIndex) \
        samples=\(page.samplesPerPacket ?? 0) pattern=\(page.testPattern.rawValue) boot=\(page.bootID) \
        sequence=\(page.nextSequence) temperature=\(page.temperatureCentidegrees) sent=\(page.packetsSent) \
        time=\(page.deviceTime.microseconds) lost=\(page.samplesLost) fifo=\(page.fifoPackets)
        """
    }

    static func name(of fault: PacketFault) -> String {
        switch fault {
        case .length: "length"
        case .checksum: "checksum"
        case .majorVersion: "version"
        case .type: "type"
        case .contents: "contents"
        }
    }

    static func name(of fault: PageFault) -> String {
        switch fault {
        case .length: "length"
        case .magic: "magic"
        case .checksum: "checksum"
        case .version: "version"
        case .contents: "contents"
        }
    }

    private static func bits(_ value: Double) -> String {
        (0..<8).reversed().map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * UInt64($0))) }.hex
    }

    private static func number(of role: ChannelRole) -> Int {
        switch role {
        case .pelvicFloor: 1
        case .abdominal: 2
        case .arrayElement: 3
        }
    }
}
