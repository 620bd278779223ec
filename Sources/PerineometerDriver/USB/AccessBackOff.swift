// SPDX-License-Identifier: Apache-2.0

/// How long to wait before trying again to open a device to which access was denied.
///
/// The kernel announces a device before udev has set the permissions of its node; for the first moments a refusal may
/// mean "not yet". After about a second it means no.
struct AccessBackOff: Sequence, IteratorProtocol {
    private var nextMilliseconds = 10
    private var remainingMilliseconds = 1000

    /// The next pause in milliseconds, or nil when it is time to give up.
    mutating func next() -> Int? {
        guard remainingMilliseconds > 0 else { return nil }
        let pause = Swift.min(nextMilliseconds, remainingMilliseconds)
        remainingMilliseconds -= pause
        nextMilliseconds = Swift.min(nextMilliseconds * 2, 200)
        return pause
    }
}
