// SPDX-License-Identifier: Apache-2.0
public import DeviceProtocol
internal import Perineometry

/// A perineometer that is open, understood and ready to stream.
public struct DeviceSession: Sendable {
    public let transport: any Transport
    public let capabilities: Capabilities
    public let calibration: CalibrationPage
    public let rateIndex: Int
    /// The sensor's temperature when the device was opened, in degrees Celsius; nil where it is not measured.
    public let temperatureCelsius: Double?

    /// A session whose facts are known already, as those of a recorded device are: nothing is asked.
    ///
    /// - Parameters:
    ///   - transport: tells who the device is.
    ///   - capabilities: its capability page.
    ///   - calibration: its calibration page, with an entry for each channel.
    ///   - rateIndex: the rate that it streams at, as an index into the page's rates.
    ///   - temperatureCelsius: of the sensor, in degrees Celsius; nil where it is not measured.
    public init(
        transport: any Transport, capabilities: Capabilities, calibration: CalibrationPage, rateIndex: Int,
        temperatureCelsius: Double?
    ) {
        self.transport = transport
        self.capabilities = capabilities
        self.calibration = calibration
        self.rateIndex = rateIndex
        self.temperatureCelsius = temperatureCelsius
    }

    public var identity: DeviceIdentity { transport.identity }
    public var rateHertz: Int { capabilities.ratesHertz[rateIndex] }
    /// Stated by the transport or by the firmware: either is enough.
    public var isSimulated: Bool { identity.isSimulated || capabilities.features.contains(.simulated) }

    /// Reads what the device is and can do, and sets it up as Firmware-Protocol/PROTOCOL.md, section 9, asks of a host.
    /// Blocks for a few control requests.
    ///
    /// Version rule: the major number must be ours, any minor will do.
    public static func negotiate(over transport: any Transport) throws(DeviceError) -> DeviceSession {
        // A daemon that was killed leaves the device streaming, in which state it refuses to be set up.
        _ = try ask(.stop, of: transport)
        let capabilities = try read(.getCapabilities, from: transport, as: Capabilities.init(decoding:))
        guard capabilities.channels.contains(where: { $0.role == .pelvicFloor }) else { throw .noPelvicFloorChannel }
        let calibration = try read(.getCalibration, from: transport, as: CalibrationPage.init(decoding:))
        guard calibration.channels.count == capabilities.channels.count else {
            throw .calibrationChannels(
                capabilities: capabilities.channels.count, calibration: calibration.channels.count)
        }
        try checkPlausibility(of: calibration, for: capabilities.channels)
        let rateIndex = capabilities.defaultRateIndex
        _ = try ask(.setRate(index: UInt8(rateIndex)), of: transport)
        if capabilities.features.contains(.testPattern) { _ = try ask(.setTestPattern(0), of: transport) }
        let status = try readStatus(from: transport)
        guard status.rateIndex == rateIndex else { throw .settingsIgnored(field: "rate") }
        guard status.testPattern == .off else { throw .settingsIgnored(field: "test pattern") }
        return DeviceSession(
            transport: transport, capabilities: capabilities, calibration: calibration, rateIndex: rateIndex,
            temperatureCelsius: status.temperatureCelsius)
    }

    /// No converter limit may stand for more than this: ten metres of water, 25 times the range of any perineometer.
    static let plausibleCmH2O = 1000.0

    private static func checkPlausibility(
        of calibration: CalibrationPage, for channels: [Channel]
    ) throws(DeviceError) {
        for (number, (channel, entry)) in zip(channels, calibration.channels).enumerated() {
            for limit in [channel.countLimits.lowerBound, channel.countLimits.upperBound] {
                let pressure = entry.gain * Double(limit) + entry.offset
                guard abs(pressure) <= plausibleCmH2O else {
                    throw .implausibleCalibration(channel: number, cmH2O: pressure)
                }
            }
        }
    }

    /// Lets packets flow into `sink`.
    public func start(into sink: PacketSink) throws(TransportError) {
        // Listening first: what the device sends right after START would otherwise be late.
        try transport.startReceiving(into: sink)
        _ = try transport.control(.start(samplesPerPacket: 0))
    }

    /// Stops the device if it is still there, and releases it.
    public func close() {
        _ = try? transport.control(.stop)
        transport.close()
    }

    private static func read<Page>(
        _ request: ControlRequest, from transport: any Transport, as decode: ([UInt8]) throws(PageFault) -> Page
    ) throws(DeviceError) -> Page {
        let bytes = try ask(request, of: transport)
        do throws(PageFault) {
            return try decode(bytes)
        } catch {
            if case .version(.capabilities, _, let actual) = error { throw .unsupportedProtocol(major: actual) }
            throw .page(error)
        }
    }

    /// Asks what the device is doing, streaming or not. Blocks; no other control request may be under way but those of
    /// `close`, which is to wait for this.
    public func readStatus() throws(DeviceError) -> DeviceStatus { try Self.readStatus(from: transport) }

    static func readStatus(from transport: any Transport) throws(DeviceError) -> DeviceStatus {
        try read(.getStatus, from: transport, as: DeviceStatus.init(decoding:))
    }

    /// Makes a request, and once more where the device did not answer in time.
    static func ask(_ request: ControlRequest, of transport: any Transport) throws(DeviceError) -> [UInt8] {
        do throws(TransportError) {
            return try transport.control(request)
        } catch {
            guard case .timedOut = error else { throw .transport(error) }
        }
        do throws(TransportError) {
            return try transport.control(request)
        } catch {
            throw .transport(error)
        }
    }
}
