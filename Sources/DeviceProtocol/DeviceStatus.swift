// SPDX-License-Identifier: Apache-2.0
public import Perineometry

/// The status page: what a device is doing now.
public struct DeviceStatus: Hashable, Sendable {
    /// Bytes on the wire.
    public static let length = 32

    public let protocolMinor: UInt8
    /// Sample instants per packet while the device streams; nil while it does not.
    public let samplesPerPacket: Int?
    /// Index into the capability page's rates, 0 to 7.
    public let rateIndex: Int
    public let testPattern: TestPattern
    /// Differs from one power-up to the next.
    public let bootID: UInt16
    /// The number that the next finished packet will have.
    public let nextSequence: UInt16
    /// Packets that the host has taken since power-up, modulo 2^32.
    public let packetsSent: UInt32
    /// The device's clock when it answered.
    public let deviceTime: DeviceTime
    /// Sample instants that the device dropped since power-up because the host did not poll in time, modulo 2^32.
    public let samplesLost: UInt32
    /// Packets that wait for the host.
    public let fifoPackets: UInt8
    let temperatureCentidegrees: Int16

    /// Stands for "not measured" on the wire.
    static let temperatureNotMeasured = Int16.min

    public var isStreaming: Bool { samplesPerPacket != nil }

    /// The temperature of the sensor, or nil where it is not measured.
    public var temperatureCelsius: Double? {
        temperatureCentidegrees == Self.temperatureNotMeasured ? nil : Temperature.celsius(temperatureCentidegrees)
    }

    /// Makes a page.
    ///
    /// The temperature may be -327.67 to 327.67 and is kept to the nearest hundredth; nil where it is not measured.
    ///
    /// - Throws: `PageFault.contents` where a value cannot be.
    public init(
        protocolMinor: UInt8 = ProtocolVersion.minor, samplesPerPacket: Int?, rateIndex: Int, testPattern: TestPattern,
        bootID: UInt16, nextSequence: UInt16, packetsSent: UInt32, deviceTime: DeviceTime, samplesLost: UInt32,
        fifoPackets: UInt8, temperatureCelsius: Double?
    ) throws(PageFault) {
        var centidegrees = Self.temperatureNotMeasured
        if let temperatureCelsius {
            guard let value = Temperature.centidegrees(temperatureCelsius), value != Self.temperatureNotMeasured else {
                throw .contents(
                    .status, field: "temperature", value: "\(temperatureCelsius) degrees Celsius",
                    allowed: "-327.67 to 327.67 degrees Celsius")
            }
            centidegrees = value
        }
        let most = SampleFormat.int16.samplesPerPacketLimit(channelCount: 1)
        if let samplesPerPacket, !(1...most).contains(samplesPerPacket) {
            throw .contents(
                .status, field: "samples per packet", value: "\(samplesPerPacket)", allowed: "1 to \(most)")
        }
        guard (0..<SamplePacket.rateLimit).contains(rateIndex) else {
            throw .contents(.status, field: "rate index", value: "\(rateIndex)", allowed: "0 to 7")
        }
        self.protocolMinor = protocolMinor
        self.samplesPerPacket = samplesPerPacket
        self.rateIndex = rateIndex
        self.testPattern = testPattern
        self.bootID = bootID
        self.nextSequence = nextSequence
        self.packetsSent = packetsSent
        self.deviceTime = deviceTime
        self.samplesLost = samplesLost
        self.fifoPackets = fifoPackets
        temperatureCentidegrees = centidegrees
    }
}
