// SPDX-License-Identifier: Apache-2.0
import Perineometry
import Testing

@testable import VirtualPerineometer

@Suite struct DevicePaceTests {
    private let start = HostTime(nanoseconds: 5_000_000_000)

    private func after(seconds: UInt64) -> HostTime {
        HostTime(nanoseconds: start.nanoseconds + seconds * 1_000_000_000)
    }

    @Test func withoutDriftTheDeviceKeepsTheHostsTime() {
        let pace = DevicePace(at: start, deviceMicroseconds: 700)
        #expect(pace.microseconds(at: after(seconds: 3)) == 3_000_700)
        #expect(pace.microseconds(at: HostTime(nanoseconds: 0)) == 700, "time does not go back")
    }

    @Test func aFastOscillatorGainsItsPartsPerMillion() {
        var pace = DevicePace(at: start, deviceMicroseconds: 0)
        pace.setDrift(partsPerMillion: 200, at: after(seconds: 10))
        #expect(pace.microseconds(at: after(seconds: 10)) == 10_000_000, "the change itself is no jump")
        #expect(pace.microseconds(at: after(seconds: 1010)) == 1_010_200_000)
        pace.setDrift(partsPerMillion: -200, at: after(seconds: 1010))
        #expect(pace.microseconds(at: after(seconds: 2010)) == 2_010_000_000)
    }

    @Test(arguments: [-100_000, -200, 0, 200, 100_000])
    func wakingAtTheTimeOfAPacketFindsItComplete(drift: Int) {
        var pace = DevicePace(at: start, deviceMicroseconds: 123)
        pace.setDrift(partsPerMillion: drift, at: after(seconds: 7))
        for microseconds in stride(from: pace.microseconds(at: after(seconds: 7)), to: 3_600_000_000, by: 999_983) {
            let wake = pace.hostTime(atMicroseconds: microseconds)
            #expect(pace.microseconds(at: wake) >= microseconds)
            let before = HostTime(nanoseconds: wake.nanoseconds - 2000)
            #expect(pace.microseconds(at: before) <= microseconds, "and not long after")
        }
    }

    @Test func aYearIsNoTrouble() {
        var pace = DevicePace(at: start, deviceMicroseconds: 0)
        pace.setDrift(partsPerMillion: 100_000, at: start)
        #expect(pace.microseconds(at: after(seconds: 31_536_000)) == 34_689_600_000_000)
    }
}
