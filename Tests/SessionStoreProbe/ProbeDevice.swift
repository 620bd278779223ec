// SPDX-License-Identifier: Apache-2.0
import DeviceProtocol
import PacketTap
import PerineometerDriver
import Perineometry
import SessionStore
import VirtualPerineometer

/// The packets of a virtual perineometer, the same each time: whoever reads them back can tell whether they are right.
struct ProbeDevice {
    private let device: VirtualDevice
    private let capabilities: Capabilities
    private let calibration: CalibrationPage
    private(set) var index: UInt64 = 0
    private var now: UInt64 = 0

    init(channels: Int = 1) throws {
        let text = "comfortable-strong,seed=11,rate=1000,channels=\(channels)"
        device = VirtualDevice(try SimulationSpecification(parsing: text))
        capabilities = try Capabilities(decoding: device.control(.getCapabilities) ?? [])
        calibration = try CalibrationPage(decoding: device.control(.getCalibration) ?? [])
        device.begin()
    }

    func opening() -> DeviceOpening {
        DeviceOpening(
            number: 0, serial: device.identity.serial, product: device.identity.product, capabilities: capabilities,
            calibration: calibration, rateIndex: capabilities.defaultRateIndex, filter: "none",
            firstIndex: SampleIndex(0), firstContractionID: 1, hostTimeBefore: HostTime(nanoseconds: 0), zero: .never,
            temperatureCelsius: nil, isSimulated: true, isReopening: false)
    }

    /// Lets time pass, and hands over each packet with the index of its first sample.
    mutating func advance(toMicroseconds time: UInt64, _ body: (InlineArray<64, UInt8>, Int, SampleIndex) -> Void) {
        // In steps: a device that is not polled drops packets.
        while now < time {
            now = min(now + 1000, time)
            device.advance(toMicroseconds: now)
            while let (bytes, length) = device.popPacket() {
                let first = SampleIndex(index)
                index += UInt64(bytes[12])
                body(bytes, length, first)
            }
        }
    }
}
