// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import PerineometerDriver

@Suite struct DeviceSettingsTests {
    private func settings(after requests: [ControlRequest]) -> DeviceSettings {
        var settings = DeviceSettings()
        for request in requests { settings.note(request) }
        return settings
    }

    @Test func aStreamIsMadeAsItWas() {
        let settings = settings(after: [
            .stop, .setRate(index: 2), .setTestPattern(0), .getStatus, .start(samplesPerPacket: 4),
        ])
        #expect(
            settings.requests == [.stop, .setRate(index: 2), .setTestPattern(0), .start(samplesPerPacket: 4)])
    }

    @Test func aDeviceThatWasStoppedIsNotStartedAgain() {
        #expect(settings(after: [.setRate(index: 1), .start(samplesPerPacket: 0), .stop]).requests == [])
    }
}
