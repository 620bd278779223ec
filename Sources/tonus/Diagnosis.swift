// SPDX-License-Identifier: Apache-2.0
import StreamAPI

/// One thing that the doctor looked at.
struct Finding: Encodable {
    enum Grade: String, Encodable {
        case well
        /// Works, but could be better.
        case advice
        case fault
    }

    var grade: Grade
    var subject: String
    var text: String
    /// What to do about it; nil where all is well.
    var remedy: String?

    var lines: [String] {
        let mark =
            switch grade {
            case .well: "ok      "
            case .advice: "advice  "
            case .fault: "FAULT   "
            }
        return ["\(mark)\(subject): \(text)"] + (remedy.map { ["        \($0)"] } ?? [])
    }
}

/// Draws conclusions from what the daemon says and what this machine has. Pure, so that each can be tested.
enum Diagnosis {
    static func findings(status: Status, machine: Machine) -> [Finding] {
        var findings = [
            Finding(
                grade: .well, subject: "daemon",
                text: "tonusd \(status.daemon.version) answers"
                    + (status.simulated ? "; its perineometers are SIMULATED" : ""))
        ]
        findings += status.devices.map { finding(device: $0) }
        if !status.simulated { findings.append(rule(machine)) }
        findings.append(timing(status.realTime, machine))
        return findings
    }

    private static func finding(device: Status.Device) -> Finding {
        let description = device.description
        let subject = "perineometer" + (description.serial.map { " \($0)" } ?? "")
        guard description.state == "streaming" else {
            return Finding(
                grade: .fault, subject: subject, text: description.reason ?? "It is \(description.state).",
                remedy: description.hint ?? "Wait some seconds and look again.")
        }
        let stream = device.stream
        let lost = stream.missing + stream.corrupt + stream.overrun
        guard lost > 0 else { return Finding(grade: .well, subject: subject, text: "streams; nothing was lost") }
        return Finding(
            grade: .advice, subject: subject,
            text: "streams; since the daemon started \(stream.missing) samples were missing, \(stream.corrupt) packets "
                + "damaged and \(stream.overrun) lost by this machine, of \(stream.packets)",
            remedy: stream.overrun > 0
                ? "Give the daemon real-time priority, or close other programs."
                : "Where that grows without unplugging: another cable, or a port of the computer itself.")
    }

    private static func rule(_ machine: Machine) -> Finding {
        if let path = machine.udevRule {
            return Finding(grade: .well, subject: "udev rule", text: path)
        }
        return Finding(
            grade: .advice, subject: "udev rule", text: "\(Machine.ruleName) is not installed",
            remedy: "As root: cp udev/\(Machine.ruleName) /etc/udev/rules.d/ && udevadm control --reload; "
                + "then unplug the probe and plug it in again.")
    }

    private static func timing(_ realTime: Status.RealTime, _ machine: Machine) -> Finding {
        if realTime.pipeline, realTime.usb != false {
            return Finding(grade: .well, subject: "real time", text: "the daemon has real-time priority")
        }
        let limit = machine.realTimePriorityLimit.map { "; your own limit is \($0)" } ?? ""
        return Finding(
            grade: .advice, subject: "real time", text: "not granted (also while no probe streams)\(limit)",
            remedy: "For a service: LimitRTPRIO=20. For a user, in /etc/security/limits.d/tonus.conf: "
                + "@tonus - rtprio 20; then log in again and start tonusd anew.")
    }

    static func finding(selfTest: SelfTestResult) -> Finding {
        let subject = "self-test" + (selfTest.simulated ? " (SIMULATED)" : "")
        let grade: Finding.Grade =
            switch selfTest.verdict {
            case "passed": .well
            case "notOffered": .advice
            default: .fault
            }
        return Finding(
            grade: grade, subject: subject, text: selfTest.reason, remedy: grade == .well ? nil : selfTest.hint)
    }

    static func table(_ selfTest: SelfTestResult) -> [String] {
        selfTest.patterns.map { pattern in
            "        \(pattern.pattern): \(pattern.packets) packets, \(pattern.samples) samples; "
                + "\(pattern.mismatches) counts wrong, \(pattern.lost) packets lost, \(pattern.corrupt) damaged, "
                + "\(pattern.irregular) irregular"
        }
    }
}
