// SPDX-License-Identifier: Apache-2.0
import StreamAPI

/// Whether samples have precedence over other work.
extension Diagnosis {
    static func timing(_ status: Status, _ machine: Machine) -> [Finding] {
        let realTime = status.realTime
        var findings: [Finding] = []
        if realTime.pipeline, realTime.usb != false {
            findings.append(Finding(grade: .well, subject: "real time", text: "the daemon has real-time priority"))
        } else if status.devices.contains(where: { $0.description.state == "streaming" }) {
            findings.append(
                lacking("real time", "tonusd has no real-time priority: on a busy machine samples come late", machine))
        } else if let limits = limits(machine) {
            findings.append(limits)
        }
        if !realTime.memoryLocked {
            findings.append(
                lacking("memory", "tonusd could not lock its memory: what is swapped out comes back late", machine))
        }
        return findings
    }

    /// What a tonusd started by this user would lack; nil where that is nothing.
    static func limits(_ machine: Machine) -> Finding? {
        guard !machine.user.isRoot, let limit = machine.realTimePriorityLimit,
            limit < Machine.neededRealTimePriority
        else { return nil }
        return lacking(
            "real time",
            "a tonusd that you start gets no real-time priority: your limit is \(limit), it asks for "
                + "\(Machine.neededRealTimePriority)", machine)
    }

    private static func lacking(_ subject: String, _ text: String, _ machine: Machine) -> Finding {
        if machine.socket.path == machine.serviceSocket.path, machine.serviceUnit != nil {
            return Finding(
                grade: .advice, subject: subject, text: text,
                remedy:
                    "The service's unit allows it (LimitRTPRIO=20, LimitMEMLOCK=infinity); start it anew by systemd.",
                command: "sudo systemctl daemon-reload && sudo systemctl restart tonusd.service")
        }
        let who = machine.groupExists ? "@\(Machine.groupName)" : machine.user.name
        return Finding(
            grade: .advice, subject: subject, text: text,
            remedy: "Allow it\(machine.groupExists ? " to the group \(Machine.groupName)" : ""); then log in again and "
                + "start tonusd anew.",
            command:
                #"printf '%s - rtprio 20\n%s - memlock unlimited\n' \#(who) \#(who) | sudo tee /etc/security/limits.d/tonus.conf"#
        )
    }
}
