// SPDX-License-Identifier: Apache-2.0
public import Perineometry
public import SignalProcessing

/// What a tap hands over, in the order in which the pipeline took it in.
public enum TapEntry: Sendable, BitwiseCopyable {
    /// A packet; `index` is that of the sample which would have come next before it. `lostBefore` packets had no room in
    /// the tap just before it and are in no recording.
    case packet(RecordedPacket, index: SampleIndex, lostBefore: UInt32)
    /// From the next packet on, counts are read for a sensor of this temperature, degrees Celsius; NaN: not known.
    case temperature(Double)
    /// From the next packet on, pressures count from this.
    case zero(Zero)
    /// A device was opened; it is the one that was described under this number.
    case opened(UInt32)
    /// No more packets come from it; the host lost so many after the last one, and the tap so many.
    case closed(dropped: UInt32, lost: UInt32)
}

public typealias TapRing = SPSCRing<TapEntry>
