// SPDX-License-Identifier: Apache-2.0

/// One opened perineometer, whatever carries its bytes. Everything above this seam is blind to the carrier.
///
/// Two leaves exist: `USBTransport` (libusb) and, in the module VirtualPerineometer, `InProcessTransport`.
///
/// Calls come from one control thread at a time and may block; none may come from the thread that delivers packets.
public protocol Transport: AnyObject, Sendable {
    var identity: DeviceIdentity { get }

    /// Performs one control request and waits for its end.
    ///
    /// - Returns: the reply of an IN request, empty for an OUT request.
    func control(_ request: ControlRequest) throws(TransportError) -> [UInt8]

    /// Begins to deliver packets to `sink`, from a thread of the transport's own. To be called once.
    func startReceiving(into sink: PacketSink) throws(TransportError)

    /// Asks for a measure against a stream that gives cause for concern, and returns at once. What comes of it is told
    /// through the sink: a recovery that begins and ends, or the end. Without effect where nothing streams.
    func recover(by measure: RecoveryMeasure)

    /// How the transfers of this opening have ended so far; nil where there is no bus.
    var usbTransferCounts: USBTransferCounts? { get }

    /// Stops delivery, waits until no callback can come any more, and releases the device. Idempotent, bounded in time.
    func close()
}

extension Transport {
    public var usbTransferCounts: USBTransferCounts? { nil }

    /// A carrier that has neither transfers nor a bus has nothing to take back.
    public func recover(by measure: RecoveryMeasure) {}
}

/// What can be done about an open device that gives no packets, the milder first.
public enum RecoveryMeasure: UInt8, Hashable, Sendable {
    /// Takes all transfers back, clears a halt, and sends them anew.
    case restartTransfers = 1
    /// Resets the device, sets it up as it was and starts it again, then sends the transfers anew. Samples are lost.
    case resetDevice = 2
}

/// Where perineometers come from: a bus that is watched, or a single simulated device.
public protocol DeviceSource: AnyObject, Sendable {
    /// For people and logs: "USB" or "simulated".
    var name: String { get }

    /// How the thread that delivers packets is scheduled; nil where there is no bus to keep up with.
    var deliveryScheduling: ThreadScheduling? { get }

    /// Of the thread that delivers packets and watches the bus, while the source is started; nil where there is no bus.
    var deliveryHeartbeat: Heartbeat? { get }

    /// Begins to report arrivals and departures, first those already present. `report` may be called from any thread
    /// and must return at once.
    func start(report: @escaping @Sendable (DeviceNotice) -> Void) throws(TransportError)

    /// Opens a device that has arrived. May block.
    func open(_ address: DeviceAddress) throws(TransportError) -> any Transport

    /// The program is about to end: what blocks in `open` and in `Transport.control` returns at once with `interrupted`,
    /// and so does all that is asked for later, except STOP, for which a device that answers has 100 ms. May be called
    /// from any thread, at any time.
    func interrupt()

    /// Stops reporting and releases everything. All transports must have been closed.
    func stop()
}

extension DeviceSource {
    /// For sources without a bus.
    public var deliveryHeartbeat: Heartbeat? { nil }

    /// For sources that never block.
    public func interrupt() {}
}

/// A device as its source knows it, valid until its departure is reported.
public struct DeviceAddress: Hashable, Sendable {
    public var value: UInt64

    public init(_ value: UInt64) { self.value = value }
}

/// What is known of a device that has arrived, without opening it.
public struct DeviceArrival: Hashable, Sendable {
    public var address: DeviceAddress
    /// As the device's descriptors tell; nil where the system does not say. Not proven: two devices may carry the same.
    public var serial: String?
    /// Where it is, for people: "usb 1-2" or "simulated".
    public var location: String

    public init(address: DeviceAddress, serial: String?, location: String) {
        self.address = address
        self.serial = serial
        self.location = location
    }
}

/// What a device source reports.
public enum DeviceNotice: Hashable, Sendable {
    case arrived(DeviceArrival)
    case departed(DeviceAddress)
}

/// The only control requests that are ever sent to a perineometer: all read or set up acquisition, none actuates.
/// Numbers are those of Firmware-Protocol/PROTOCOL.md.
public enum ControlRequest: Hashable, Sendable {
    case getCapabilities
    case getCalibration
    case getStatus
    /// `samplesPerPacket` 0 lets the device choose.
    case start(samplesPerPacket: UInt8)
    case stop
    case setRate(index: UInt8)
    case setTestPattern(UInt8)

    public var number: UInt8 {
        switch self {
        case .getCapabilities: 0x01
        case .getCalibration: 0x02
        case .getStatus: 0x03
        case .start: 0x04
        case .stop: 0x05
        case .setRate: 0x06
        case .setTestPattern: 0x07
        }
    }

    public var value: UInt16 {
        switch self {
        case .getCapabilities, .getCalibration, .getStatus, .stop: 0
        case .start(let samplesPerPacket): UInt16(samplesPerPacket)
        case .setRate(let index): UInt16(index)
        case .setTestPattern(let pattern): UInt16(pattern)
        }
    }

    /// The longest reply that the protocol allows; 0 for an OUT request.
    public var replyCapacity: Int {
        switch self {
        case .getCapabilities: 148
        case .getCalibration: 212
        case .getStatus: 32
        case .start, .stop, .setRate, .setTestPattern: 0
        }
    }

    /// `bmRequestType`: vendor request to the device.
    public var requestType: UInt8 { replyCapacity > 0 ? 0xC0 : 0x40 }
}
