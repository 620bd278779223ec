// SPDX-License-Identifier: Apache-2.0
import StreamAPI
import TonusClient

/// Why the daemon does not answer.
extension Diagnosis {
    static func unreachable(_ error: ClientError, _ machine: Machine) -> Finding {
        var finding = Finding(grade: .fault, subject: "daemon", text: error.message, remedy: error.hint)
        switch error {
        case .notRunning:
            // The service's folder hides its socket from strangers: to them it looks as if nobody was there.
            if machine.serviceSocket.state == .hidden || machine.serviceSocket.state == .denied {
                return stranger(to: machine.serviceSocket, machine)
            }
            finding = notRunning(machine)
        case .accessDenied: finding = stranger(to: machine.socket, machine)
        case .incompatible(let version):
            finding.text =
                "tonusd speaks protocol \(version.major).\(version.minor), this tonus "
                + "\(ProtocolVersion.current.major).\(ProtocolVersion.current.minor)"
            finding.remedy = "Install both from the same release, then start tonusd anew."
            finding.command = "tonusd --version; tonus --version; which tonusd tonus"
        default: break
        }
        return finding
    }

    private static func notRunning(_ machine: Machine) -> Finding {
        let socket = machine.socket
        let isService = socket.path == machine.serviceSocket.path || machine.serviceUnit != nil
        let text =
            switch socket.state {
            case .stale: "nobody listens at the socket \(socket.path): it was left behind by a tonusd that was killed"
            case .notASocket: "what stands at \(socket.path) is no socket"
            case .hidden: "you may not look into the folder of \(socket.path)"
            default: "no tonusd is running: there is no socket at \(socket.path)"
            }
        if socket.state == .notASocket {
            return Finding(
                grade: .fault, subject: "daemon", text: text,
                remedy: "Look what it is and move it away, or name another place with --socket.",
                command: "ls -ld \(Finding.quoted(socket.path))")
        }
        return Finding(
            grade: .fault, subject: "daemon", text: text,
            remedy: socket.state == .stale
                ? "Start tonusd anew; it replaces the socket."
                : "Start it\(machine.serviceUnit == nil ? " (without a probe: tonusd --simulate)" : "").",
            command: machine.serviceUnit != nil && isService
                ? socket.state == .stale
                    ? "sudo systemctl restart tonusd.socket tonusd.service"
                    : "sudo systemctl enable --now tonusd.socket tonusd.service"
                : "tonusd" + (isDefault(socket.path) ? "" : " --socket \(Finding.quoted(socket.path))"))
    }

    private static func isDefault(_ path: String) -> Bool { path.hasSuffix("/tonus/tonus.sock") }

    /// A socket that is there, but not for this user.
    private static func stranger(to socket: Machine.Socket, _ machine: Machine) -> Finding {
        let user = machine.user
        let isService = socket.path == machine.serviceSocket.path
        guard isService || socket.group == Machine.groupName else {
            return Finding(
                grade: .fault, subject: "daemon",
                text: "the socket \(socket.path) is \(socket.owner.map { "\($0)'s" } ?? "somebody else's"), not for "
                    + user.name,
                remedy: "Run a tonusd of your own, or have one run for a group (docs/service.md).", command: "tonusd")
        }
        guard machine.groupExists else {
            return Finding(
                grade: .fault, subject: "daemon", text: "there is no group \(Machine.groupName) on this machine",
                remedy: "Make it; then put yourself into it.", command: "sudo systemd-sysusers")
        }
        if user.groups.contains(Machine.groupName) {
            return Finding(
                grade: .fault, subject: "daemon",
                text: "you are in the group \(Machine.groupName), but the socket \(socket.path) is not for it"
                    + mode(socket.mode, socket.owner, socket.group),
                remedy: "Have systemd make folder and socket anew.",
                command:
                    "sudo systemd-tmpfiles --create tonus.conf && sudo systemctl restart tonusd.socket tonusd.service")
        }
        if user.isMemberOnPaper {
            return Finding(
                grade: .fault, subject: "daemon",
                text: "\(user.name) was put into the group \(Machine.groupName), which this login does not have yet",
                remedy: "Log out and in again. For this terminal alone:", command: "newgrp \(Machine.groupName)")
        }
        return Finding(
            grade: .fault, subject: "daemon",
            text: "tonusd runs as a service for the group \(Machine.groupName), and \(user.name) is not in it",
            remedy: "Join it, then log out and in again.",
            command: "sudo usermod --append --groups \(Machine.groupName) \(Finding.quoted(user.name))")
    }

    static func mode(_ mode: UInt32?, _ owner: String?, _ group: String?) -> String {
        guard let mode else { return "" }
        let octal = String(mode, radix: 8)
        return " (\(owner ?? "?"):\(group ?? "?"), 0\(octal))"
    }
}
