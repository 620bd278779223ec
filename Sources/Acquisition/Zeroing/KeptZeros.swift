// SPDX-License-Identifier: Apache-2.0
import PerineometerDriver
import Perineometry
import Synchronization

/// The zeros of probes that may come back, by serial number, for as long as the daemon runs
/// (docs/decisions/0007-a-zero-belongs-to-a-place.md). Asked when a run begins and when it ends, never in between.
final class KeptZeros: Sendable {
    private let zeros = Mutex<[String: Zero]>([:])

    /// More probes than this are not remembered: no daemon sees so many.
    static let limit = 256

    init() {}

    /// What a probe that is opened now counts from.
    func zero(ofSerial serial: String) -> Zero { zeros.withLock { $0[serial] } ?? .never }

    /// A run has ended: keeps its zero where it still holds when the same probe is opened again.
    func keep(_ zero: Zero, ofSerial serial: String, after end: DeviceError?) {
        let holds =
            switch zero.state {
            case .none: false
            case .air: true
            // A self-test pauses the stream and leaves the probe where it is; everything else may have moved it.
            case .inSitu: end == .selfTest
            }
        zeros.withLock { zeros in
            guard holds, zeros[serial] != nil || zeros.count < Self.limit else {
                zeros[serial] = nil
                return
            }
            zeros[serial] = zero
        }
    }
}
