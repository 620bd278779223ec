// SPDX-License-Identifier: Apache-2.0
internal import Synchronization

/// What the host has set a device up to, so that it can be done again after a reset or a loss of power.
struct DeviceSettings: BitwiseCopyable {
    private var rateIndex: UInt8?
    private var testPattern: UInt8?
    private var samplesPerPacket: UInt8?

    /// The device has taken a request.
    mutating func note(_ request: ControlRequest) {
        switch request {
        case .setRate(let index): rateIndex = index
        case .setTestPattern(let pattern): testPattern = pattern
        case .start(let count): samplesPerPacket = count
        case .stop: samplesPerPacket = nil
        case .getCapabilities, .getCalibration, .getStatus: break
        }
    }

    /// The device is meant to stream.
    var isStarted: Bool { samplesPerPacket != nil }

    /// The requests that make the device stream as it did, in their order; none where it is not meant to.
    var requests: [ControlRequest] {
        guard let samplesPerPacket else { return [] }
        return [.stop] + (rateIndex.map { [.setRate(index: $0)] } ?? [])
            + (testPattern.map { [.setTestPattern($0)] } ?? []) + [.start(samplesPerPacket: samplesPerPacket)]
    }
}

/// Settings that the control thread notes and the stream's keeper reads.
final class SharedSettings: Sendable {
    let value = Mutex(DeviceSettings())
}
