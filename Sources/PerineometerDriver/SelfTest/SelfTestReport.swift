// SPDX-License-Identifier: Apache-2.0
internal import DeviceProtocol

/// What a self-test says of the way from the device's pattern generator to the host.
///
/// It says nothing of the sensor and its amplifier: a pattern is made behind them.
public struct SelfTestReport: Hashable, Sendable {
    public enum Verdict: Hashable, Sendable {
        /// Every pattern came through bit for bit.
        case passed
        /// Something was lost or wrong on the way; the findings tell what.
        case failed
        /// Somebody ended it; what was found until then is right but not enough for a verdict.
        case cancelled
        /// The firmware offers no test patterns, which the protocol allows.
        case notOffered
        /// The device could not be set up, sent nothing, or went away.
        case interrupted(DeviceError)
    }

    public var verdict: Verdict
    /// One entry for each pattern that was begun, in their order.
    public var patterns: [TestPatternFindings]
    /// Why the device could not be brought back to its sensor's counts; nil where it was.
    public var restoreFailure: DeviceError?

    public init(verdict: Verdict, patterns: [TestPatternFindings], restoreFailure: DeviceError? = nil) {
        self.verdict = verdict
        self.patterns = patterns
        self.restoreFailure = restoreFailure
    }

    /// What was found, in one sentence.
    public var message: String {
        switch verdict {
        case .passed:
            "All \(patterns.reduce(0) { $0 + $1.packets }) packets of \(patterns.count) test patterns came through bit for bit."
        case .failed: patterns.first { !$0.isFlawless }?.fault.message ?? "A test pattern did not come through."
        case .cancelled: "The self-test was ended before it was through."
        case .notOffered: "The probe's firmware offers no test patterns, so nothing can be verified."
        case .interrupted(let error): error.message
        }
    }

    /// What to do about it.
    public var hint: String {
        if restoreFailure != nil {
            return "Unplug the probe and plug it in again: it may still send a test pattern in place of pressure."
        }
        return switch verdict {
        case .passed: "Nothing is to be done. The sensor itself is not part of this test."
        case .failed: patterns.first { !$0.isFlawless }?.fault.hint ?? "Repeat the self-test."
        case .cancelled: "Repeat it when there is time."
        case .notOffered:
            "The probe can be used; ask its maker for firmware with test patterns to have the link verified."
        case .interrupted(let error): error.hint
        }
    }
}

extension TestPatternFindings {
    /// The gravest of what was found: numbers that are wrong come before numbers that are missing.
    fileprivate var fault: (message: String, hint: String) {
        let maker = "Do not rely on this probe's pressures; report this to the maker of its firmware."
        let link = "Try another cable, and a port of the computer itself; then repeat the self-test."
        if hasRestarted { return ("The probe restarted during the self-test.", link) }
        if let wrong = firstMismatch {
            return (
                "In test pattern \(pattern.name) \(mismatches) counts are wrong: sample \(wrong.sample) of channel "
                    + "\(wrong.channel) is \(wrong.received) and should be \(wrong.expected).", maker
            )
        }
        if foreign > 0 {
            return ("\(foreign) packets have other channels, format or rate than the probe states.", maker)
        }
        if corrupt > 0 { return ("\(corrupt) packets of test pattern \(pattern.name) arrived damaged.", link) }
        if droppedByHost > 0 {
            return (
                "This computer was too busy for \(droppedByHost) packets.",
                "Close other programs, give the daemon real-time priority, and repeat the self-test."
            )
        }
        if lost > 0 { return ("\(lost) packets of test pattern \(pattern.name) were lost.", link) }
        if outOfOrder > 0 { return ("\(outOfOrder) packets came twice or too late.", maker) }
        if mistimed > 0 {
            return (
                "\(mistimed) packets are not where the probe's clock should be, by up to "
                    + "\(Int(worstTimingMicroseconds.rounded())) µs.", maker
            )
        }
        if wrongFlags > 0 { return ("\(wrongFlags) packets have wrong flags.", maker) }
        return ("No packet of test pattern \(pattern.name) arrived.", link)
    }
}
