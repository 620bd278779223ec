// SPDX-License-Identifier: Apache-2.0

/// Whether probes can be opened, and stay awake.
extension Diagnosis {
    static func permission(_ probe: Machine.Probe, _ machine: Machine) -> Finding {
        let subject = "probe at usb \(probe.name)"
        guard let mode = probe.nodeMode else {
            return Finding(
                grade: .fault, subject: subject, text: "there is no device node \(probe.node)",
                remedy: "Unplug the probe and plug it in again; in a container, pass /dev/bus/usb on.")
        }
        let isForGroup = probe.nodeGroup == Machine.groupName && mode & 0o060 == 0o060
        // Whoever runs the service is in the group; a tonusd of one's own runs as oneself.
        if probe.isOpenToUser || isForGroup {
            return Finding(grade: .well, subject: subject, text: "\(probe.node) may be opened")
        }
        return Finding(
            grade: .fault, subject: subject,
            text: "\(probe.node)\(Diagnosis.mode(mode, probe.nodeOwner, probe.nodeGroup)) may be opened neither by "
                + "\(machine.user.name) nor by the group \(Machine.groupName)",
            remedy: machine.udevRule == nil
                ? "Install the udev rule (below), then plug the probe in again."
                : "Have the udev rule applied; if that does not help, plug the probe in again.",
            command: machine.udevRule == nil
                ? nil
                : "sudo udevadm control --reload && sudo udevadm trigger --action=add /sys/bus/usb/devices/\(probe.name)"
        )
    }

    static func sleep(_ machine: Machine) -> [Finding] {
        machine.probes.filter { $0.powerControl == "auto" }.map { probe in
            Finding(
                grade: .fault, subject: "power of usb \(probe.name)",
                text: "the kernel may put the probe to sleep (autosuspend), which fails to open it or loses samples",
                remedy: machine.udevRule == nil
                    ? "The udev rule (below) switches that off for good; until it is unplugged:"
                    : "The udev rule switches that off; something, such as a power saver, set it back. "
                        + "Until it is unplugged:",
                command: "echo on | sudo tee /sys/bus/usb/devices/\(probe.name)/power/control")
        }
    }

    static func rule(_ machine: Machine) -> Finding? {
        if let path = machine.udevRule { return Finding(grade: .well, subject: "udev rule", text: path) }
        return Finding(
            grade: machine.probes.isEmpty ? .advice : .fault, subject: "udev rule",
            text: "\(Machine.ruleName) is not installed",
            remedy: "In the folder of the sources; then unplug the probe and plug it in again.",
            command: "sudo cp udev/\(Machine.ruleName) /etc/udev/rules.d/ && sudo udevadm control --reload")
    }
}
