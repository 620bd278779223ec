// SPDX-License-Identifier: Apache-2.0
public import DeviceProtocol

/// What the packets of a run must look like, as negotiated.
public struct PacketLayout: Hashable, Sendable, BitwiseCopyable {
    public var channelCount: Int
    public var sampleFormat: SampleFormat
    public var rateIndex: Int

    public init(channelCount: Int, sampleFormat: SampleFormat, rateIndex: Int) {
        self.channelCount = channelCount
        self.sampleFormat = sampleFormat
        self.rateIndex = rateIndex
    }

    /// Whether a packet has this layout and comes from the sensor rather than the pattern generator.
    func fits(_ packet: SamplePacket) -> Bool {
        packet.channelCount == channelCount && packet.sampleFormat == sampleFormat && packet.rateIndex == rateIndex
            && !packet.flags.contains(.testPattern)
    }
}
