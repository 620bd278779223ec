// SPDX-License-Identifier: Apache-2.0
public import ContractionDetection
public import DeviceProtocol
public import PerineometerDriver
public import Perineometry
public import SignalProcessing
import Synchronization

/// The way of a sample from the wire to the FrameRing: check, order, clock, calibrate, filter, detect.
///
/// One pipeline serves one run: a device opened until it is closed. `process` is called by one thread; per packet it
/// neither allocates, locks, logs, retains nor awaits. The same packets with the same host times give the same frames and
/// events, live, replayed or from a file.
public struct SamplePipeline: ~Copyable {
    public let frames: FrameRing
    private let packets: PacketHistory?
    private var events: EventRing.Producer
    private let counters: PipelineCounters
    private let layout: PacketLayout
    private var sequencer: PacketSequencer
    /// Packets discarded while the first one after START was awaited; nil once it came.
    private var staleBeforeFirst: Int? = 0
    /// Packets in a row that were not of the negotiated layout.
    public private(set) var foreignInARow = 0
    private var clock = DeviceClock()
    private var clockRestartsCounted: UInt64 = 0
    /// Outlives the run: host times must not step back from one device to the next.
    public private(set) var hostTime: MonotoneHostTime
    private let compensation: TemperatureCompensation
    private let temperature: ProbeTemperature
    /// The reading that holds for the packet at hand.
    private var latestTemperature: UInt64
    /// The reading that `conversion` is for.
    private var appliedTemperature: UInt64
    private var conversion: PressureConversion
    /// The sensor's temperature for which counts are read now, degrees Celsius; nil where it is not known.
    public var celsius: Double? {
        let value = Double(bitPattern: appliedTemperature)
        return value.isNaN ? nil : value
    }
    /// What pressures count from.
    public private(set) var zero: Zero
    private var zeros: ZeroRing.Consumer?
    /// Waits until it could be told.
    private var nextZero: Zero?
    private var analysis: PressureAnalysis
    /// Frames are filtered, and contractions and rest looked for; false where somebody reads pressures alone.
    private let analyses: Bool
    private var rest: RestMonitor
    private let intervalMicroseconds: Double
    private let rateHertz: Int
    private var previousTime = DeviceTime(microseconds: 0)

    /// - Parameters:
    ///   - rateHertz: the device's sample rate.
    ///   - layout: what packets must look like.
    ///   - detectionChannels: the channels in which contractions are looked for.
    ///   - calibration: one entry per channel.
    ///   - temperature: of the probe, looked at before every packet; where it is not known, that of the calibration.
    ///   - filter: designed for the same rate.
    ///   - frames: receives the frames; has as many channels as the device.
    ///   - packets: receives every packet as it came, valid or not; nil where nobody may want to record them.
    ///   - events: receives gaps and contractions in their places among the frames.
    ///   - counters: shared with whoever reports.
    ///   - firstIndex: index of the first sample to come.
    ///   - firstContractionID: id of the first contraction to come.
    ///   - hostTime: the host times published before this run.
    ///   - zero: what pressures count from at first.
    ///   - zeros: what they are to count from later, looked at before every packet.
    ///   - beginsMidway: the first packet is not the first after START, which is otherwise waited for.
    ///   - analyses: false for pressures alone: frames then carry the pressure as filtered, no resting level, and the state
    ///     `settling`, and no contraction is told.
    public init(
        rateHertz: Int, layout: PacketLayout, detectionChannels: DetectionChannels, calibration: CalibrationPage,
        temperature: ProbeTemperature = ProbeTemperature(), filter: FilterChain, frames: FrameRing,
        packets: PacketHistory? = nil, events: consuming EventRing.Producer, counters: PipelineCounters,
        firstIndex: SampleIndex, firstContractionID: UInt64, hostTime: MonotoneHostTime = MonotoneHostTime(),
        zero: Zero = .never,
        zeros: consuming ZeroRing.Consumer? = nil, beginsMidway: Bool = false, analyses: Bool = true
    ) {
        self.analyses = analyses
        if beginsMidway { staleBeforeFirst = nil }
        self.hostTime = hostTime
        self.zero = zero
        self.zeros = zeros
        self.rateHertz = rateHertz
        self.layout = layout
        self.frames = frames
        self.packets = packets
        self.events = events
        self.counters = counters
        sequencer = PacketSequencer(firstIndex: firstIndex, rateHertz: rateHertz)
        self.temperature = temperature
        compensation = TemperatureCompensation(calibration)
        latestTemperature = temperature.latest
        appliedTemperature = latestTemperature
        conversion = compensation.conversion(atCelsius: temperature.celsius)
        analysis = PressureAnalysis(
            filter: filter, sampleRateHertz: Double(rateHertz), channels: detectionChannels, firstID: firstContractionID
        )
        rest = RestMonitor(sampleRateHertz: Double(rateHertz), channels: detectionChannels)
        intervalMicroseconds = 1e6 / Double(rateHertz)
    }

    /// The index that the next sample would get.
    public var nextIndex: SampleIndex { sequencer.nextIndex }

    /// The time that the newest packet covered.
    public private(set) var packetSeconds = 0.0

    /// The id that the next contraction would get.
    public var nextContractionID: UInt64 { analysis.nextID }

    /// Takes one packet as received.
    public mutating func process(_ received: ReceivedPacket) {
        counters.packets.count()
        latestTemperature = temperature.latest
        packets?.append(
            KeptPacket(
                received: received, celsius: Double(bitPattern: latestTemperature), framePosition: frames.end,
                nextIndex: nextIndex))
        if received.droppedBefore > 0 {
            counters.hostOverrun.count(UInt64(received.droppedBefore))
            sequencer.noteHostOverrun()
        }
        let packet: SamplePacket
        do throws(PacketFault) {
            packet = try SamplePacket(decoding: received.bytes, length: Int(received.length))
        } catch {
            if case .type = error {
                counters.unknownType.count()
            } else {
                counters.corrupt.count()
                sequencer.noteCorrupt()
            }
            return
        }
        guard layout.fits(packet) else {
            // Read by the wrong table its counts would make pressures that nobody measured.
            counters.corrupt.count()
            sequencer.noteCorrupt()
            foreignInARow += 1
            return
        }
        foreignInARow = 0
        if let stale = staleBeforeFirst {
            guard packet.flags.contains(.first) || stale >= Self.staleLimit else {
                staleBeforeFirst = stale + 1
                counters.stale.count()
                return
            }
            staleBeforeFirst = nil
        }
        switch sequencer.accept(packet) {
        case .duplicate: counters.duplicate.count()
        case .late: counters.late.count()
        case .accepted(let first, let gap, let clockRestarted):
            if let gap { announce(gap) }
            if clockRestarted {
                clock.restart()
                rest.restart()
            }
            emit(packet, first: first, receivedAt: received.hostTime)
        }
    }

    /// The device was opened again within the same run of the daemon: a seam, of which nobody can say what it cost.
    public mutating func noteReopened() {
        announce(Gap(first: nextIndex, missing: 0, reason: .deviceReopened))
    }

    /// Packets that the transport could not hand over at the end of the run: nothing after them tells how many samples.
    public mutating func noteDroppedAtEnd(packets: UInt32) { counters.hostOverrun.count(UInt64(packets)) }

    /// A stream's first packet says so; what comes before it is left from a stream before. Where it never comes, this many
    /// are discarded at most: more than the transfers in flight and the device's queue can hold.
    static let staleLimit = 32

    /// No more packets will come: ends what is open.
    public mutating func finish() {
        counters.clock.publish(nil)
        interruptAnalysis()
    }

    private mutating func interruptAnalysis() {
        guard analyses else { return }
        while let event = analysis.interrupt() { publish(.contraction(event)) }
        rest.interrupt()
    }

    private mutating func announce(_ gap: Gap) {
        counters.gaps.count()
        counters.missing.count(gap.missing)
        publish(.gap(gap))
        // Across a jump of the clock no duration holds, however few samples are missing.
        if analyses, gap.reason != .clockJumped, analysis.canBridge(missing: gap.missing) {
            bridge(gap)
        } else {
            interruptAnalysis()
            if gap.missing == 0 { rest.restart() }
        }
    }

    /// No frame is made of what stands in for a missing sample.
    private mutating func bridge(_ gap: Gap) {
        for offset in 0..<gap.missing {
            let elapsed = UInt64((Double(offset + 1) * intervalMicroseconds).rounded())
            let time = DeviceTime(microseconds: previousTime.microseconds &+ elapsed)
            let instant = instant(index: gap.first + offset, deviceTime: time)
            let sample = analysis.standIn(at: instant)
            if let event = sample.detection.event { report(event) }
            watchRest(
                sample.filtered, rest: sample.detection.rest, state: sample.detection.state, at: instant)
        }
    }

    private mutating func instant(index: SampleIndex, deviceTime: DeviceTime) -> SampleInstant {
        SampleInstant(
            index: index, deviceTime: deviceTime,
            hostTime: hostTime.advance(to: clock.relation.hostTime(of: deviceTime)))
    }

    private mutating func emit(_ packet: SamplePacket, first: SampleIndex, receivedAt: HostTime) {
        packetSeconds = Double(packet.sampleCount) / Double(rateHertz)
        let span = UInt32((Double(packet.sampleCount - 1) * intervalMicroseconds).rounded())
        let firstTime = clock.observe(
            deviceMicroseconds: packet.firstSampleMicroseconds, receivedAt: receivedAt,
            completeAfterMicroseconds: span)
        followTemperature()
        followZero(from: first)
        let isClipped = packet.flags.contains(.clipped)
        if isClipped { counters.clipped.count(UInt64(packet.sampleCount)) }

        for offset in 0..<packet.sampleCount {
            let elapsed = UInt64((Double(offset) * intervalMicroseconds).rounded())
            let deviceTime = DeviceTime(microseconds: firstTime.microseconds &+ elapsed)
            let instant = instant(index: first + UInt64(offset), deviceTime: deviceTime)
            let counts = packet.counts(ofSample: offset)
            let pressure = conversion.pressure(ofCounts: counts) - zero.offset
            previousTime = deviceTime
            guard analyses else {
                frames.append(
                    Frame(
                        index: instant.index, deviceTime: deviceTime, hostTime: instant.hostTime, counts: counts,
                        pressure: pressure, filtered: pressure, rest: .nan, state: .settling, isClipped: isClipped))
                continue
            }
            let (filtered, reading) = analysis.read(pressure, at: instant)
            frames.append(
                Frame(
                    index: instant.index, deviceTime: deviceTime, hostTime: instant.hostTime, counts: counts,
                    pressure: pressure, filtered: filtered, rest: reading.rest, state: reading.state,
                    isClipped: isClipped))
            if reading.hasEvent, let event = analysis.nextEvent() { report(event) }
            watchRest(filtered, rest: reading.rest, state: reading.state, at: instant)
        }
        counters.samples.count(UInt64(packet.sampleCount))
        publishClock()
    }

    private mutating func report(_ event: ContractionEvent) {
        publish(.contraction(event))
        rest.note(event)
    }

    private mutating func watchRest(
        _ filtered: ChannelVector, rest level: Double, state: MuscleState, at instant: SampleInstant
    ) {
        if let seen = rest.process(filtered, rest: level, state: state, at: instant, zero: zero.state) {
            publish(.rest(seen))
        }
    }

    private mutating func publishClock() {
        counters.clockRestarts.count(clock.restarts - clockRestartsCounted)
        clockRestartsCounted = clock.restarts
        guard var estimate = clock.estimate else { return }
        estimate.uncertaintySeconds += hostTime.heldSeconds
        counters.clock.publish(estimate)
    }

    /// Within a packet the conversion stays the same.
    private mutating func followTemperature() {
        guard latestTemperature != appliedTemperature else { return }
        appliedTemperature = latestTemperature
        let celsius = Double(bitPattern: latestTemperature)
        conversion = compensation.conversion(atCelsius: celsius.isNaN ? nil : celsius)
    }

    /// Within a packet the zero stays the same. A zero that could not be told does not hold: nobody would know what the
    /// pressures mean.
    private mutating func followZero(from index: SampleIndex) {
        if nextZero == nil { nextZero = zeros?.pop() }
        guard let next = nextZero else { return }
        // The step from one zero to the other is no contraction, and what was open is measured from the one before.
        interruptAnalysis()
        guard events.push(PlacedEvent(position: frames.end, event: .zeroed(next, from: index))) else { return }
        rest.restart()
        zero = next
        nextZero = nil
    }

    private mutating func publish(_ event: PipelineEvent) {
        if case .contraction(let contraction) = event, contraction.phase == .began { counters.contractions.count() }
        if !events.push(PlacedEvent(position: frames.end, event: event)) { counters.eventsDropped.count() }
    }
}
