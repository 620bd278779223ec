// SPDX-License-Identifier: Apache-2.0
import StreamAPI
import TonusClient

/// Draws conclusions from what the daemon says and what this machine has. Pure, so that each can be tested.
enum Diagnosis {
    /// What came of asking the daemon.
    enum Contact {
        case answers(Status)
        case failed(ClientError)
    }

    static func findings(_ contact: Contact, _ machine: Machine) -> [Finding] {
        switch contact {
        case .failed(let error):
            return [unreachable(error, machine)] + machine.probes.map { permission($0, machine) }
                + sleep(machine) + [rule(machine), limits(machine)].compactMap { $0 }
        case .answers(let status):
            var findings = [
                Finding(
                    grade: .well, subject: "daemon",
                    text: "tonusd \(status.daemon.version) answers"
                        + (status.simulated ? "; its perineometers are SIMULATED" : ""))
            ]
            findings += status.devices.map { finding(device: $0) }
            if !status.simulated {
                // A probe that streams could be opened, whatever its node looks like.
                let open = Set(
                    status.devices.filter { $0.description.state == "streaming" }.compactMap(\.description.serial))
                findings += machine.probes.filter { $0.serial.map { !open.contains($0) } ?? true }
                    .map { permission($0, machine) }
                findings += sleep(machine)
                if let rule = rule(machine) { findings.append(rule) }
            }
            findings += timing(status, machine)
            return findings
        }
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
