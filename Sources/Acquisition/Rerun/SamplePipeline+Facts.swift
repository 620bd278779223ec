// SPDX-License-Identifier: Apache-2.0
import ContractionDetection
import DeviceProtocol
import SignalProcessing

extension SamplePipeline {
    /// A pipeline for packets that were recorded: the one that they went through live.
    ///
    /// - Parameters:
    ///   - facts: of the recorded run.
    ///   - filter: for the run's rate.
    ///   - temperature: is set, by the caller, to that of each packet before it is processed.
    ///   - frames: receives the frames; has as many channels as the device.
    ///   - packets: receives every packet again; nil where nobody may want them.
    ///   - events: receives gaps and contractions in their places among the frames.
    ///   - counters: shared with whoever reports.
    ///   - hostTime: the host times published before this run.
    ///   - zeros: what pressures are to count from later.
    ///   - analyses: false for pressures alone.
    init(
        rerunning facts: RunFacts, filter: FilterChain, temperature: ProbeTemperature, frames: FrameRing,
        packets: PacketHistory? = nil, events: consuming EventRing.Producer, counters: PipelineCounters,
        hostTime: MonotoneHostTime, zeros: consuming ZeroRing.Consumer, analyses: Bool = true
    ) {
        self.init(
            rateHertz: facts.rateHertz,
            layout: PacketLayout(
                channelCount: facts.capabilities.channels.count, sampleFormat: facts.capabilities.sampleFormat,
                rateIndex: facts.rateIndex),
            detectionChannels: facts.detectionChannels, calibration: facts.calibration, temperature: temperature,
            filter: filter, frames: frames, packets: packets, events: events, counters: counters,
            firstIndex: facts.firstIndex, firstContractionID: facts.firstContractionID, hostTime: hostTime,
            zero: facts.zero, zeros: zeros, beginsMidway: facts.beginsMidway, analyses: analyses)
        if facts.followsAnother { noteReopened() }
    }
}
