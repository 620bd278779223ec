// SPDX-License-Identifier: Apache-2.0
internal import PerineometerDriver

/// The virtual perineometer as the USB stack of a host sees it: a control endpoint, and a samples endpoint at which
/// transfers wait for packets. It takes requests and gives replies; who carries them, and what time it is, is told from
/// outside. Not to be used by two threads at a time.
public final class VirtualUSBDevice {
    public let device: VirtualDevice
    /// What has passed so far.
    public private(set) var traffic = USBTraffic()
    /// Replies that were not taken yet, encoded.
    private var replies: [UInt8] = []
    private var waiting: [(sequence: UInt32, length: Int)] = []
    private var transferFaults: [USBTransferStatus] = []
    private var configurationValue: UInt8 = 0
    private(set) var isHalted = false

    /// More transfers than a host would ever hand over at a time; those beyond are refused.
    public static let waitingLimit = 256
    /// Number of the samples endpoint, IN.
    static let samplesEndpoint: UInt32 = 1
    /// All 32 characters that a name may have, so that the log of a kernel says it too.
    static let product = "Virtual perineometer (SIMULATED)"

    public init(_ device: VirtualDevice) { self.device = device }

    /// How many transfers wait for packets.
    public var waitingCount: Int { waiting.count }

    /// Takes one request; what can be answered at once is.
    public func take(_ request: USBIPRequest) {
        switch request {
        case .submit(let submission):
            traffic.submitted += 1
            switch (submission.endpoint, submission.isIn) {
            case (0, _): answerControl(submission)
            case (Self.samplesEndpoint, true) where waiting.count < Self.waitingLimit:
                waiting.append((submission.sequence, submission.length))
                answerSamples()
            case (Self.samplesEndpoint, true): end(submission.sequence, .refused)
            default: end(submission.sequence, .stalled)
            }
        case .unlink(let sequence, let victim):
            traffic.unlinked += 1
            let index = waiting.firstIndex { $0.sequence == victim }
            if let index { waiting.remove(at: index) }
            USBIPReply.unlinked(sequence: sequence, wasWaiting: index != nil).encode(to: &replies)
        }
    }

    /// Lets the device's time pass, in microseconds of `VirtualDevice.nowMicroseconds`, and answers transfers with the
    /// packets that are complete.
    public func advance(toMicroseconds microseconds: UInt64) {
        device.advance(toMicroseconds: microseconds)
        answerSamples()
    }

    /// Takes all replies so far, as bytes for the host.
    public func takeReplies() -> [UInt8] {
        defer { replies.removeAll(keepingCapacity: true) }
        return replies
    }

    /// The next `count` polls of the samples endpoint end badly; no packet is lost by that, since a device keeps what the
    /// host did not acknowledge.
    func failTransfers(_ status: USBTransferStatus, count: Int) {
        transferFaults.append(contentsOf: repeatElement(status, count: count))
    }

    /// Halts the samples endpoint until the host clears the halt.
    func halt() { isHalted = true }

    /// Lost power, or back with it: nothing waits, nothing is configured.
    func forgetHost() {
        waiting.removeAll()
        replies.removeAll()
        transferFaults.removeAll()
        pending = nil
        isHalted = false
        configurationValue = 0
    }

    // MARK: The samples endpoint

    private func answerSamples() {
        while let transfer = waiting.first {
            if isHalted {
                traffic.faulted += 1
                waiting.removeFirst()
                end(transfer.sequence, .stalled)
                continue
            }
            // Faults come when a packet would have, one each, as on a bus that is polled.
            guard let packet = nextPacket() else { return }
            waiting.removeFirst()
            if transferFaults.isEmpty {
                pending = nil
                sendPacket(packet, to: transfer)
            } else {
                traffic.faulted += 1
                end(transfer.sequence, transferFaults.removeFirst())
            }
        }
    }

    /// A packet that left the device's store and was not acknowledged yet.
    private var pending: OutgoingPacket?

    private func nextPacket() -> OutgoingPacket? {
        if pending == nil { pending = device.popPacket().map(OutgoingPacket.init) }
        return pending
    }

    private func sendPacket(_ packet: OutgoingPacket, to transfer: (sequence: UInt32, length: Int)) {
        traffic.packets += 1
        guard packet.length <= transfer.length else { return end(transfer.sequence, .overflowed) }
        let data = withUnsafeBytes(of: packet.bytes) { Array($0.prefix(packet.length)) }
        USBIPReply.submitted(sequence: transfer.sequence, status: .completed, length: data.count, data: data)
            .encode(to: &replies)
    }

    private func end(_ sequence: UInt32, _ status: USBTransferStatus) {
        USBIPReply.submitted(sequence: sequence, status: status, length: 0, data: []).encode(to: &replies)
    }

    // MARK: The control endpoint

    private func answerControl(_ submission: USBIPSubmission) {
        let setup = USBSetup(submission.setup)
        guard setup.isIn == submission.isIn || setup.length == 0, let reply = reply(to: setup) else {
            traffic.refused += 1
            return end(submission.sequence, .stalled)
        }
        let data = submission.isIn ? Array(reply.prefix(min(Int(setup.length), submission.length))) : []
        let length = submission.isIn ? data.count : submission.data.count
        USBIPReply.submitted(sequence: submission.sequence, status: .completed, length: length, data: data)
            .encode(to: &replies)
    }

    /// Standard requests as USB 2.0, 9.4 has them for a device with one configuration and one interface; vendor requests
    /// are the device's own. nil refuses.
    private func reply(to setup: USBSetup) -> [UInt8]? {
        if setup.isVendor {
            // START and STOP discard what waits in the device; this is the last of it.
            if !setup.isIn { pending = nil }
            return setup.bytes.withUnsafeBytes { device.control(setup: $0, capacity: Int(setup.length)) }
        }
        switch (setup.requestType, setup.number) {
        case (0x80, 6): return descriptor(setup.value)
        case (0x80, 0) where setup.index == 0, (0x81, 0) where setup.index == 0: return [0, 0]
        case (0x82, 0):
            switch setup.index {
            case 0, 0x80: return [0, 0]
            case Self.samplesAddress: return [isHalted ? 1 : 0, 0]
            default: return nil
            }
        case (0x80, 8): return [configurationValue]
        case (0x00, 9): return configure(setup.value)
        // The kernel gives an address itself; a server may be asked all the same.
        case (0x00, 5): return []
        case (0x81, 10) where setup.index == 0: return [0]
        case (0x01, 11) where setup.value == 0 && setup.index == 0:
            isHalted = false
            return []
        case (0x02, 1) where setup.value == 0, (0x02, 3) where setup.value == 0:
            guard setup.index == Self.samplesAddress else { return setup.index & 0x7F == 0 ? [] : nil }
            isHalted = setup.number == 3
            return []
        default: return nil
        }
    }

    private static let samplesAddress: UInt16 = 0x81

    private func configure(_ value: UInt16) -> [UInt8]? {
        guard value <= 1 else { return nil }
        configurationValue = UInt8(value)
        isHalted = false
        // As the protocol demands: a host that went away must not find stale packets.
        _ = device.control(.stop)
        pending = nil
        return []
    }

    private func descriptor(_ value: UInt16) -> [UInt8]? {
        switch (value >> 8, value & 0xFF) {
        case (1, 0): USBDescriptors.device
        case (2, 0): USBDescriptors.configurationStating(interfaceProtocol: device.firmware.interfaceProtocol)
        case (3, 0): USBDescriptors.language
        case (3, 1): USBDescriptors.string(device.identity.manufacturer)
        case (3, 2): USBDescriptors.string(Self.product)
        case (3, 3): USBDescriptors.string(device.identity.serial)
        case (15, 0): USBDescriptors.binaryObjectStore
        default: nil
        }
    }
}
