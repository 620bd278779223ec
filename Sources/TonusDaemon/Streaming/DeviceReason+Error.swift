// SPDX-License-Identifier: Apache-2.0
import DeviceProtocol
import PerineometerDriver
import StreamAPI

extension DeviceReason {
    init(_ error: DeviceError) {
        self =
            switch error {
            case .transport(let error): Self(error)
            case .page(let fault): Self(fault)
            case .unsupportedProtocol(let major): Self(firmware: major, expected: 1)
            case .noPelvicFloorChannel, .calibrationChannels, .settingsIgnored, .implausibleCalibration: .faultyFirmware
            case .layoutChanged: .layoutChanged
            case .selfTest: .selfTest
            case .silent: .silent
            }
    }

    private init(_ error: TransportError) {
        self =
            switch error {
            case .disconnected: .unplugged
            case .accessDenied: .accessDenied
            case .busy: .busy
            case .requestRefused: .requestRefused
            case .timedOut: .noAnswer
            case .unsupportedProtocol(let major): Self(firmware: major, expected: 1)
            case .silent: .silent
            case .interrupted: .stopping
            case .failed: .linkFailed
            }
    }

    private init(_ fault: PageFault) {
        self =
            switch fault {
            case .length, .checksum: .pageDamaged
            case .magic: .notPerineometer
            case .version(_, let expected, let actual): Self(firmware: actual, expected: expected)
            case .contents: .faultyFirmware
            }
    }

    private init(firmware major: UInt8, expected: UInt8) { self = major > expected ? .newerFirmware : .olderFirmware }
}
