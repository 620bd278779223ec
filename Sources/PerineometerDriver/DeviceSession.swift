// SPDX-License-Identifier: Apache-2.0
public import DeviceProtocol
internal import Perineometry

/// A perineometer that is open, understood and ready to stream.
public struct DeviceSession: Sendable {
    public let transport: any Transport
    public let capabilities: Capabilities
    public let calibration: CalibrationPage
    public let rateIndex: Int

    public var identity: DeviceIdentity { transport.identity }
    public var rateHertz: Int { capabilities.ratesHertz[rateIndex] }
    /// Stated by the transport or by the firmware: either is enough.
    public var isSimulated: Bool { identity.isSimulated || capabilities.features.contains(.simulated) }

    /// Reads what the device is and can do, and stops whatever it was doing. Blocks for a few control requests.
    ///
    /// Version rule: the major number must be ours, any minor will do (Firmware-Protocol/PROTOCOL.md).
    public static func negotiate(over transport: any Transport) throws(DeviceError) -> DeviceSession {
        do throws(TransportError) {
            // A daemon that was killed leaves the device streaming, in which state it refuses to be set up.
            _ = try transport.control(.stop)
        } catch {
            throw .transport(error)
        }
        let capabilities = try Self.read(.getCapabilities, from: transport, as: Capabilities.init(decoding:))
        guard capabilities.channels.contains(where: { $0.role == .pelvicFloor }) else { throw .noPelvicFloorChannel }
        let calibration = try Self.read(.getCalibration, from: transport, as: CalibrationPage.init(decoding:))
        guard calibration.channels.count == capabilities.channels.count else {
            throw .calibrationChannels(
                capabilities: capabilities.channels.count, calibration: calibration.channels.count)
        }
        do throws(TransportError) {
            _ = try transport.control(.setRate(index: UInt8(capabilities.defaultRateIndex)))
        } catch {
            throw .transport(error)
        }
        return DeviceSession(
            transport: transport, capabilities: capabilities, calibration: calibration,
            rateIndex: capabilities.defaultRateIndex)
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
        let bytes: [UInt8]
        do throws(TransportError) {
            bytes = try transport.control(request)
        } catch {
            throw .transport(error)
        }
        do throws(PageFault) {
            return try decode(bytes)
        } catch {
            if case .version(.capabilities, _, let actual) = error { throw .unsupportedProtocol(major: actual) }
            throw .page(error)
        }
    }
}
