// SPDX-License-Identifier: Apache-2.0
import PerineometerDriver

/// How long to wait between attempts at a device that does not work: doubling from 0.25 s to a cap, so that a permission
/// that arrives late is noticed soon and a broken device costs nothing.
struct BackOff {
    private var seconds = 0.25

    /// Nobody tells when an access right is given or another program lets go, so these are asked after more often; a
    /// refused opening costs a system call.
    static let foreignCapSeconds = 2.0
    static let capSeconds = 10.0

    mutating func next(after failure: DeviceError) -> Double {
        let cap: Double
        switch failure {
        case .transport(.accessDenied), .transport(.busy): cap = Self.foreignCapSeconds
        default: cap = Self.capSeconds
        }
        defer { seconds = min(seconds * 2, Self.capSeconds) }
        return min(seconds, cap)
    }

    /// A device that streamed this long is taken for well again (assumption).
    static let forgottenSeconds = 10.0

    mutating func reset() { seconds = 0.25 }
}
