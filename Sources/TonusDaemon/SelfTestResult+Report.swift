// SPDX-License-Identifier: Apache-2.0
import DeviceProtocol
import PerineometerDriver
import StreamAPI

extension SelfTestResult {
    /// Says a report in the words of the protocol.
    init(_ report: SelfTestReport, device: DeviceDescription) {
        self.init(
            verdict: report.verdict.name, reason: report.message, hint: report.hint,
            patterns: report.patterns.map { findings in
                Pattern(
                    pattern: findings.pattern.name, packets: findings.packets, samples: findings.samples,
                    mismatches: findings.mismatches, lost: findings.lost + findings.droppedByHost,
                    corrupt: findings.corrupt,
                    irregular: findings.outOfOrder + findings.foreign + findings.wrongFlags + findings.mistimed)
            }, device: device.serial, simulated: device.simulated)
    }
}

extension SelfTestReport.Verdict {
    /// The name on the wire.
    fileprivate var name: String {
        switch self {
        case .passed: "passed"
        case .failed: "failed"
        case .cancelled: "cancelled"
        case .notOffered: "notOffered"
        case .interrupted: "interrupted"
        }
    }
}
