// SPDX-License-Identifier: Apache-2.0
import DeviceProtocol
import Perineometry

/// A calibration page as two vectors, so that a sample's channels are converted at once.
struct VectorCalibration: Sendable, BitwiseCopyable {
    private var gain = ChannelVector()
    private var offset = ChannelVector()

    init(_ page: CalibrationPage) {
        for (number, channel) in page.channels.prefix(Channel.limit).enumerated() {
            gain[number] = channel.gain
            offset[number] = channel.offset
        }
    }

    /// Pressures in cmH2O: gain x counts + offset, per channel (Firmware-Protocol/PROTOCOL.md, calibration page).
    func pressure(of counts: SIMD8<Int32>) -> ChannelVector { gain * ChannelVector(counts) + offset }
}
