// SPDX-License-Identifier: Apache-2.0
internal import CTonusProtocol
internal import DeviceProtocol
public import PerineometerDriver

/// A perineometer without hardware: a virtual patient, a converter, and the reference firmware core in C.
///
/// It has no clock: the caller says how much time has passed, so that a second takes as long or as short as it likes.
/// Not to be used by two threads at a time.
///
///     let device = VirtualDevice(SimulationSpecification())
///     device.begin()
///     device.advance(toMicroseconds: 10_000)
///     while let (bytes, length) = device.popPacket() { … }
public final class VirtualDevice {
    public let specification: SimulationSpecification
    /// The device's memory, at one place for as long as it lives because the C core keeps its own state there.
    private let core: UnsafeMutablePointer<tonus_device>
    private var capabilities: tonus_capabilities
    private var calibration: tonus_calibration
    private var patient: VirtualPatient
    private let converter = CountConverter()
    private let warmUp: WarmUp?

    /// Microseconds that have passed for the patient.
    public private(set) var nowMicroseconds: UInt64 = 0
    /// What the device's clock is ahead of the patient's time: negative after a reboot.
    private var clockOffset: Int64 = 0
    private var bootID: UInt16

    private var faults: [InjectedFault]
    private var nextFault = 0
    private var packetNumber = 0
    private var overRangeUntil: UInt64 = 0
    /// With which firmware the device powers up next. What runs now is not changed.
    public var firmwareAtPowerUp = FirmwareVariant()
    /// With which it runs now.
    public private(set) var firmware = FirmwareVariant()
    private let serial: String
    private var frozenUntil: UInt64 = 0
    private var frozenPacket: OutgoingPacket?
    private var outgoing = OutgoingPackets()
    /// The device has left the bus, and comes back by `powerCycle`.
    public private(set) var isDisconnected = false

    /// Powers a device up.
    ///
    /// - Parameters:
    ///   - specification: which persona, seed, rate and channels.
    ///   - script: what the patient does; nil: the persona's own script.
    ///   - faults: at most one a packet; in any order.
    ///   - serial: 1 to 32 printable ASCII characters; nil: one made of persona and seed.
    ///   - warmUp: how the sensors warm up; nil: they have the temperature of their calibration, and do not measure it.
    public init(
        _ specification: SimulationSpecification, script: Script? = nil, faults: [InjectedFault] = [],
        serial: String? = nil, warmUp: WarmUp? = nil
    ) {
        self.warmUp = warmUp
        self.specification = specification
        self.serial = serial ?? Self.serial(of: specification)
        self.faults = faults.sorted { $0.packet < $1.packet }
        patient = specification.patient(script: script)
        capabilities = Self.capabilities(of: specification, warmUp: warmUp)
        calibration = Self.calibration(of: specification, warmUp: warmUp)
        bootID = UInt16(truncatingIfNeeded: SplitMix64.mix(specification.seed) | 1)
        core = .allocate(capacity: 1)
        core.initialize(to: tonus_device())
        bootCore()
    }

    deinit { core.deallocate() }

    /// Who the device is, as USB descriptors would tell.
    public var identity: DeviceIdentity {
        DeviceIdentity(
            serial: serial, manufacturer: "Tonus",
            product: "Virtual perineometer (\(specification.persona.id))", location: "simulated", isSimulated: true)
    }

    /// The activities that begin in a span of time, in seconds of `nowMicroseconds`, which is device time until the clock
    /// is disturbed by a fault.
    public func groundTruth(in span: Range<Double>) -> [GroundTruthEvent] { patient.groundTruth(in: span) }

    /// Whether the host has started the device.
    public var isStreaming: Bool { core.pointee.status.streaming }

    /// Starts streaming with the number of samples a packet that the device prefers, as a host's START would.
    public func begin() { _ = control(.start(samplesPerPacket: 0)) }

    /// Answers a control request.
    ///
    /// - Returns: the reply, empty for an OUT request; nil where the device refuses (STALL).
    public func control(_ request: ControlRequest) -> [UInt8]? {
        let value = request.value
        let capacity = request.replyCapacity
        let setup: InlineArray<8, UInt8> = [
            request.requestType, request.number, UInt8(value & 0xFF), UInt8(value >> 8), 0, 0,
            UInt8(capacity & 0xFF), UInt8(capacity >> 8),
        ]
        return withUnsafeBytes(of: setup) { control(setup: $0, capacity: capacity) }
    }

    /// Answers a control request as it comes over USB.
    ///
    /// - Parameters:
    ///   - setup: the eight bytes of the setup packet.
    ///   - capacity: how long a reply may be.
    /// - Returns: the reply, empty for an OUT request; nil where the device refuses (STALL).
    public func control(setup: UnsafeRawBufferPointer, capacity: Int) -> [UInt8]? {
        precondition(setup.count == 8, "a setup packet has 8 bytes")
        tonus_device_set_time(core, deviceMicroseconds(at: nowMicroseconds))
        if let warmUp {
            let celsius = warmUp.celsius(atMicroseconds: nowMicroseconds)
            tonus_device_set_temperature(core, Int16((celsius * 100).rounded()))
        }
        var refused = false
        let reply = [UInt8](unsafeUninitializedCapacity: max(capacity, 1)) { buffer, count in
            let length = tonus_device_control(
                core, setup.assumingMemoryBound(to: UInt8.self).baseAddress, buffer.baseAddress, capacity)
            refused = length < 0
            count = max(0, Int(length))
        }
        patient.changeRate(toHertz: SimulationSpecification.ratesHertz[Int(core.pointee.status.rate_index)])
        return refused ? nil : firmware.altering(reply, toRequest: setup[1])
    }

    /// Lets time pass, up to and including an instant: samples every conversion that falls due. Allocates nothing.
    public func advance(toMicroseconds microseconds: UInt64) {
        guard !isDisconnected else { return }
        while patient.nextMicroseconds <= microseconds {
            let sample = patient.next()
            let drift = warmUp?.drift(atMicroseconds: sample.microseconds) ?? 0
            let counts =
                sample.microseconds < overRangeUntil
                ? SIMD8<Int32>(repeating: CountConverter.countLimits.upperBound)
                : converter.counts(of: sample.pressure - drift)
            withUnsafeBytes(of: counts) { bytes in
                tonus_device_push_sample(
                    core, deviceMicroseconds(at: sample.microseconds),
                    bytes.assumingMemoryBound(to: Int32.self).baseAddress)
            }
        }
        nowMicroseconds = max(nowMicroseconds, microseconds)
    }

    /// When the packet being filled will be complete, in the time of `nowMicroseconds`; nil while the device is stopped.
    public var nextPacketMicroseconds: UInt64? {
        let status = core.pointee.status
        guard status.streaming, !isDisconnected else { return nil }
        let interval = UInt64(1_000_000 / patient.rateHertz)
        let missing = UInt64(status.samples_per_packet) - UInt64(core.pointee.building.sample_count)
        return patient.nextMicroseconds + (missing - 1) * interval
    }

    /// The interrupt endpoint is polled.
    ///
    /// - Returns: a packet, its first `length` bytes; nil where there is none (NAK). Allocates nothing.
    public func popPacket() -> (bytes: InlineArray<64, UInt8>, length: Int)? {
        while !isDisconnected {
            if let packet = outgoing.next() { return (packet.bytes, packet.length) }
            if nowMicroseconds < frozenUntil { return nil }
            if let packet = frozenPacket {
                frozenPacket = nil
                outgoing.send(packet)
                continue
            }
            guard let packet = popFromCore() else { return nil }
            process(packet)
        }
        return nil
    }

    /// Makes something go wrong at a packet that has not left yet.
    ///
    /// - Parameters:
    ///   - kind: what is to happen.
    ///   - count: how many packets leave before: 0 is the next. Where a fault is due there already, this one comes at the
    ///     first packet after that has none.
    public func inject(_ kind: InjectedFault.Kind, afterPackets count: Int = 0) {
        var due = Array(faults[nextFault...])
        let taken = Set(due.map(\.packet))
        var packet = packetNumber + max(0, count)
        while taken.contains(packet) { packet += 1 }
        due.append(InjectedFault(kind, atPacket: packet))
        faults = due.sorted { $0.packet < $1.packet }
        nextFault = 0
    }

    /// The host resets the bus and starts the device again as it was: what was not sent is lost, and a freeze is over.
    public func resetBus() {
        let status = core.pointee.status
        _ = control(.stop)
        frozenUntil = 0
        frozenPacket = nil
        outgoing.removeAll()
        if status.streaming { _ = control(.start(samplesPerPacket: status.samples_per_packet)) }
    }

    /// Takes the device off the bus. It does nothing more until `powerCycle`.
    public func unplug() { isDisconnected = true }

    /// Unplugs the device where it is not yet, and plugs it in again: everything in it starts anew but the patient,
    /// who goes on from where she was.
    public func powerCycle() {
        isDisconnected = false
        frozenUntil = 0
        frozenPacket = nil
        overRangeUntil = 0
        outgoing.removeAll()
        clockOffset = 0 &- Int64(bitPattern: nowMicroseconds)
        bootID &+= 1
        // The patient goes on at the rate of power-up.
        patient.changeRate(toHertz: specification.rateHertz)
        bootCore()
    }

    private func bootCore() {
        firmware = firmwareAtPowerUp
        capabilities.firmware_major = firmware.version.major
        capabilities.firmware_minor = firmware.version.minor
        capabilities.firmware_patch = firmware.version.patch
        let isValid = tonus_device_init(core, &capabilities, &calibration, bootID)
        precondition(isValid, "the pages of the virtual device break the protocol's rules")
    }

    private func popFromCore() -> OutgoingPacket? {
        var packet = OutgoingPacket(bytes: InlineArray(repeating: 0), length: 0)
        packet.length = withUnsafeMutableBytes(of: &packet.bytes) { bytes in
            tonus_device_pop_packet(core, bytes.assumingMemoryBound(to: UInt8.self).baseAddress)
        }
        return packet.length > 0 ? packet : nil
    }

    /// Sends a packet on, with what a fault makes of it.
    private func process(_ packet: OutgoingPacket) {
        var packet = packet
        let number = packetNumber
        packetNumber += 1
        guard nextFault < faults.count, faults[nextFault].packet == number else { return outgoing.send(packet) }
        let fault = faults[nextFault].kind
        while nextFault < faults.count, faults[nextFault].packet == number { nextFault += 1 }
        switch fault {
        case .drop: break
        case .duplicate:
            outgoing.send(packet)
            outgoing.send(packet)
        case .swapWithNext: outgoing.hold(packet)
        case .corruptByte(let position):
            packet.bytes[abs(position % packet.length)] ^= 0xFF
            outgoing.send(packet)
        case .truncate(let length):
            packet.length = min(packet.length, max(0, length))
            outgoing.send(packet)
        case .freeze(let microseconds):
            let (end, overflows) = nowMicroseconds.addingReportingOverflow(microseconds)
            frozenUntil = overflows ? .max : end
            frozenPacket = packet
        case .reboot: restart()
        case .clockStep(let microseconds):
            outgoing.send(packet)
            let now = Int64(bitPattern: nowMicroseconds)
            clockOffset = max(clockOffset &+ microseconds, 0 &- now)
        case .sequenceJump(let count):
            outgoing.send(packet)
            core.pointee.status.next_sequence &+= count
        case .overRange(let microseconds):
            outgoing.send(packet)
            let (end, overflows) = nowMicroseconds.addingReportingOverflow(microseconds)
            overRangeUntil = overflows ? .max : end
        case .disconnect: isDisconnected = true
        }
    }

    private func restart() {
        let rate = UInt8(core.pointee.status.rate_index)
        let samplesPerPacket = core.pointee.status.samples_per_packet
        powerCycle()
        _ = control(.setRate(index: rate))
        _ = control(.start(samplesPerPacket: samplesPerPacket))
    }

    private func deviceMicroseconds(at microseconds: UInt64) -> UInt64 {
        microseconds &+ UInt64(bitPattern: clockOffset)
    }
}
