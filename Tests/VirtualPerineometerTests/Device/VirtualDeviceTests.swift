// SPDX-License-Identifier: Apache-2.0
import DeviceProtocol
import PerineometerDriver
import Perineometry
import Testing

@testable import VirtualPerineometer

@Suite struct VirtualDeviceTests {
    private func calibration(of device: VirtualDevice) throws -> CalibrationPage {
        try CalibrationPage(decoding: try #require(device.control(.getCalibration)))
    }

    private func capabilities(of device: VirtualDevice) throws -> Capabilities {
        try Capabilities(decoding: try #require(device.control(.getCapabilities)))
    }

    @Test(arguments: SimulationSpecification.ratesHertz, [1, 2, 8])
    func packetsCalibrateBackToThePatientsPressuresWithinOneCount(rate: Int, channels: Int) throws {
        let specification = SimulationSpecification(seed: 3, rateHertz: rate, channelCount: channels)
        let device = VirtualDevice(specification)
        var patient = specification.patient()
        let conversion = try calibration(of: device).conversion(atCelsius: nil)
        device.begin()
        var samples = 0
        for microseconds in stride(from: UInt64(0), to: 3_000_000, by: 500) {
            device.advance(toMicroseconds: microseconds)
            while let (bytes, length) = device.popPacket() {
                let packet = try SamplePacket(decoding: bytes, length: length)
                #expect(packet.flags.contains(.simulated))
                #expect(packet.channelCount == channels)
                for index in 0..<packet.sampleCount {
                    let truth = patient.next()
                    if index == 0 { #expect(UInt64(packet.firstSampleMicroseconds) == truth.microseconds) }
                    let pressure = conversion.pressure(ofCounts: packet.counts(ofSample: index))
                    for channel in 0..<channels {
                        #expect(abs(pressure[channel] - truth.pressure[channel]) <= abs(conversion.gain[channel]))
                    }
                    samples += 1
                }
            }
        }
        #expect(samples >= 3 * rate - 24)
    }

    @Test func aHostThatIgnoresTheCalibrationIsVisiblyWrong() throws {
        let device = VirtualDevice(SimulationSpecification(channelCount: 8))
        let conversion = try calibration(of: device).conversion(atCelsius: nil)
        let nominal = CountConverter.fullScale / Double(CountConverter.countLimits.upperBound)
        for channel in 0..<8 {
            #expect(abs(conversion.gain[channel] / nominal - 1) > 0.02)
            #expect(abs(conversion.offset[channel]) >= 0.2)
            for other in 0..<channel {
                #expect(conversion.gain[channel] != conversion.gain[other])
                #expect(conversion.offset[channel] != conversion.offset[other])
            }
        }
    }

    @Test func theCapabilityPageDescribesTheProbe() throws {
        let page = try capabilities(of: VirtualDevice(SimulationSpecification(rateHertz: 500, channelCount: 4)))
        #expect(page.features == [.simulated, .testPattern])
        #expect(page.sampleFormat == .int24)
        #expect(page.ratesHertz == [50, 100, 250, 500, 1000, 2000])
        #expect(page.ratesHertz[page.defaultRateIndex] == 500)
        #expect(page.channels.map(\.role) == [.pelvicFloor, .abdominal, .arrayElement, .arrayElement])
        #expect(page.channels.map(\.positionMillimetres) == [35, nil, 5, 15])
        #expect(page.channels.allSatisfy { $0.countLimits == -8_388_607...8_388_607 })
    }

    @Test func noTwoSimulatedDevicesHaveTheSameSerialOrID() throws {
        var serials: Set<String> = []
        var ids: Set<UInt64> = []
        for persona in Persona.catalogue {
            for seed in [0, 1, 999_999_999_999, UInt64.max] {
                let device = VirtualDevice(SimulationSpecification(persona: persona, seed: seed))
                #expect(device.identity.serial.count <= 32)
                #expect(device.identity.isSimulated)
                serials.insert(device.identity.serial)
                ids.insert(try capabilities(of: device).uniqueID)
            }
        }
        #expect(serials.count == 40)
        #expect(ids.count == 40)
        #expect(VirtualDevice(SimulationSpecification()).identity.serial == "SIM-comfortable-strong-1")
    }

    @Test func pressuresBeyondTheConverterAreClippedAndSaid() throws {
        let script = Script.exactly([ScheduledActivity(.squeeze, onset: 0, duration: 5, amplitude: 1000, rise: 0.1)])
        let device = VirtualDevice(SimulationSpecification(), script: script)
        device.begin()
        device.advance(toMicroseconds: 1_000_000)
        while let (bytes, length) = device.popPacket() {
            let packet = try SamplePacket(decoding: bytes, length: length)
            #expect(packet.flags.contains(.clipped))
            #expect(packet.counts(ofSample: 0)[0] == 8_388_607)
        }
    }

    @Test func nothingIsSentBeforeStartOrAfterStop() {
        let device = VirtualDevice(SimulationSpecification())
        device.advance(toMicroseconds: 100_000)
        #expect(device.popPacket() == nil)
        #expect(device.nextPacketMicroseconds == nil)
        device.begin()
        device.advance(toMicroseconds: 200_000)
        #expect(device.popPacket() != nil)
        _ = device.control(.stop)
        device.advance(toMicroseconds: 300_000)
        #expect(device.popPacket() == nil)
    }

    @Test func theNextPacketIsCompleteWhenItIsSaidToBe() throws {
        let device = VirtualDevice(SimulationSpecification(rateHertz: 1000, channelCount: 2))
        device.begin()
        for _ in 0..<50 {
            let due = try #require(device.nextPacketMicroseconds)
            device.advance(toMicroseconds: due - 1)
            #expect(device.popPacket() == nil)
            device.advance(toMicroseconds: due)
            #expect(device.popPacket() != nil)
        }
    }

    @Test func anotherRateIsSampledAsTheHostAsked() throws {
        let device = VirtualDevice(SimulationSpecification(rateHertz: 50))
        device.advance(toMicroseconds: 500_000)
        #expect(device.control(.setRate(index: 4)) != nil)
        device.begin()
        device.advance(toMicroseconds: 540_000)
        let (bytes, length) = try #require(device.popPacket())
        let first = try SamplePacket(decoding: bytes, length: length)
        let (nextBytes, nextLength) = try #require(device.popPacket())
        let next = try SamplePacket(decoding: nextBytes, length: nextLength)
        let interval = next.firstSampleMicroseconds - first.firstSampleMicroseconds
        #expect(interval == UInt32(first.sampleCount) * 1000)
    }

    @Test func statusTellsTheDevicesTime() throws {
        let device = VirtualDevice(SimulationSpecification())
        device.advance(toMicroseconds: 123_456)
        let status = try DeviceStatus(decoding: try #require(device.control(.getStatus)))
        #expect(status.deviceTime.microseconds == 123_456)
        #expect(!status.isStreaming)
    }

    @Test func aRequestThatTheFirmwareDoesNotKnowIsRefused() {
        let device = VirtualDevice(SimulationSpecification())
        #expect(device.control(.setRate(index: 6)) == nil)
        #expect(device.control(.start(samplesPerPacket: 200)) == nil)
    }

    @Test func aPowerCycleBeginsAnewButThePatientGoesOn() throws {
        let device = VirtualDevice(SimulationSpecification())
        var patient = SimulationSpecification().patient()
        let conversion = try calibration(of: device).conversion(atCelsius: nil)
        let before = try DeviceStatus(decoding: try #require(device.control(.getStatus)))
        device.advance(toMicroseconds: 5_000_000)
        device.unplug()
        device.advance(toMicroseconds: 9_000_000)
        #expect(device.nowMicroseconds == 5_000_000)
        device.powerCycle()
        let after = try DeviceStatus(decoding: try #require(device.control(.getStatus)))
        #expect(after.bootID != before.bootID)
        #expect(after.deviceTime.microseconds == 0)
        #expect(!after.isStreaming)

        device.begin()
        device.advance(toMicroseconds: 5_020_000)
        let (bytes, length) = try #require(device.popPacket())
        let packet = try SamplePacket(decoding: bytes, length: length)
        #expect(packet.sequence == 0)
        #expect(packet.firstSampleMicroseconds == 4000)
        while patient.nextMicroseconds <= 5_000_000 { _ = patient.next() }
        let pressure = conversion.pressure(ofCounts: packet.counts(ofSample: 0))[0]
        #expect(abs(pressure - patient.next().pressure[0]) <= conversion.gain[0])
    }
}
