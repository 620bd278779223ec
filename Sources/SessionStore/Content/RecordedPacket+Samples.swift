// SPDX-License-Identifier: Apache-2.0
import DeviceProtocol
import PacketTap

extension RecordedPacket {
    /// How many sample instants it carries; 0 where it does not decode.
    var sampleCount: UInt64 {
        do throws(PacketFault) {
            return UInt64(try SamplePacket(decoding: wireBytes, length: Int(length)).sampleCount)
        } catch {
            return 0
        }
    }
}
