// SPDX-License-Identifier: Apache-2.0
import StreamAPI
import Testing
import TonusClient

@testable import tonus

@Suite struct DiagnosisTests {
    private static let own = "/run/user/1000/tonus/tonus.sock"

    /// A machine on which all is well, with a probe, for a user of the group.
    private static func machine(_ change: (inout Machine) -> Void = { _ in }) -> Machine {
        var machine = Machine(
            user: .init(name: "vera", isRoot: false, groups: ["vera", "tonus"], isMemberOnPaper: true),
            groupExists: true, udevRule: "/etc/udev/rules.d/70-tonus.rules", serviceUnit: nil,
            realTimePriorityLimit: 20, memoryLockLimit: .max,
            probes: [
                .init(
                    name: "1-2", serial: "P-1", node: "/dev/bus/usb/001/004", nodeOwner: "root", nodeGroup: "tonus",
                    nodeMode: 0o660, isOpenToUser: true, powerControl: "on")
            ], socket: .init(path: own, state: .answered, owner: "vera", group: "vera", mode: 0o600),
            serviceSocket: .init(path: SocketPath.service, state: .absent))
        change(&machine)
        return machine
    }

    private static let well = Diagnosis.Contact.answers(Statuses.status([Statuses.device()]))
    private static func absent() -> Diagnosis.Contact { .failed(.notRunning(path: own)) }

    /// What is not well.
    private static func complaints(_ contact: Diagnosis.Contact, _ machine: Machine) -> [Finding] {
        Diagnosis.findings(contact, machine).filter { $0.grade != .well }
    }

    @Test func whereAllIsWellNothingIsComplainedOf() {
        #expect(Self.complaints(Self.well, Self.machine()) == [])
        #expect(Diagnosis.findings(Self.well, Self.machine()).allSatisfy { $0.remedy == nil && $0.command == nil })
    }

    @Test func everyComplaintSaysWhatToDo() {
        let machine = Self.machine {
            $0.udevRule = nil
            $0.probes[0].powerControl = "auto"
            $0.probes[0].nodeMode = nil
            $0.realTimePriorityLimit = 0
            $0.socket.state = .stale
        }
        let complaints = Self.complaints(Self.absent(), machine)
        #expect(complaints.count == 5)
        for finding in complaints { #expect(finding.remedy != nil, "\(finding.subject)") }
    }

    @Test func aDeviceNodeThatNobodyMayOpen() throws {
        let machine = Self.machine {
            $0.probes[0].nodeGroup = "root"
            $0.probes[0].nodeMode = 0o664
            $0.probes[0].isOpenToUser = false
        }
        let status = Statuses.status([Statuses.device(serial: nil, state: "unavailable")])
        let finding = try #require(
            Self.complaints(.answers(status), machine).first { $0.subject == "probe at usb 1-2" })
        #expect(finding.grade == .fault)
        #expect(finding.text.contains("/dev/bus/usb/001/004 (root:root, 0664)"))
        #expect(
            finding.command
                == "sudo udevadm control --reload && sudo udevadm trigger --action=add /sys/bus/usb/devices/1-2")
        // Who has only the group's daemon need not open it themselves.
        #expect(Self.complaints(Self.well, Self.machine { $0.probes[0].isOpenToUser = false }) == [])
    }

    @Test func aProbeThatStreamsIsOpenWhateverItsNodeLooksLike() {
        let machine = Self.machine {
            $0.probes[0].nodeMode = 0o600
            $0.probes[0].isOpenToUser = false
        }
        #expect(Self.complaints(Self.well, machine) == [])
    }

    @Test func aMissingUdevRule() throws {
        let finding = try #require(Self.complaints(Self.well, Self.machine { $0.udevRule = nil }).first)
        #expect(finding.subject == "udev rule")
        #expect(finding.grade == .fault)
        #expect(finding.command == "sudo cp udev/70-tonus.rules /etc/udev/rules.d/ && sudo udevadm control --reload")
        // Without a probe nothing suffers yet.
        let without = Self.machine {
            $0.udevRule = nil
            $0.probes = []
        }
        #expect(Self.complaints(Self.well, without).map(\.grade) == [.advice])
    }

    @Test func autosuspend() throws {
        let complaints = Self.complaints(Self.well, Self.machine { $0.probes[0].powerControl = "auto" })
        #expect(complaints.count == 1)
        let finding = try #require(complaints.first)
        #expect(finding.grade == .fault)
        #expect(finding.command == "echo on | sudo tee /sys/bus/usb/devices/1-2/power/control")
    }

    @Test func noRealTimePriority() throws {
        let status = Statuses.status([Statuses.device()], pipeline: false)
        let finding = try #require(Self.complaints(.answers(status), Self.machine()).first)
        #expect(finding.grade == .advice)
        #expect(finding.subject == "real time")
        #expect(finding.command?.contains("@tonus @tonus | sudo tee /etc/security/limits.d/tonus.conf") == true)
        let alone = Self.complaints(.answers(status), Self.machine { $0.groupExists = false })
        #expect(alone.first?.command?.contains("vera vera |") == true)
        let limited = Self.complaints(Self.absent(), Self.machine { $0.realTimePriorityLimit = 0 })
        #expect(limited.contains { $0.subject == "real time" && $0.text.contains("limit is 0") })
    }

    @Test func noRealTimePriorityOfTheService() {
        let machine = Self.machine {
            $0.serviceUnit = "/etc/systemd/system/tonusd.service"
            $0.socket.path = SocketPath.service
        }
        let status = Statuses.status([Statuses.device()], pipeline: false)
        #expect(
            Self.complaints(.answers(status), machine).first?.command
                == "sudo systemctl daemon-reload && sudo systemctl restart tonusd.service")
    }

    @Test func whileNothingStreamsNobodyKnowsWhetherThereIsRealTime() {
        let status = Statuses.status([Statuses.device(serial: nil, state: "absent")], pipeline: false)
        #expect(!Self.complaints(.answers(status), Self.machine()).contains { $0.subject == "real time" })
    }

    @Test func memoryThatIsNotLocked() {
        let status = Statuses.status([Statuses.device()], memoryLocked: false)
        let complaints = Self.complaints(.answers(status), Self.machine())
        #expect(complaints.map(\.subject) == ["memory"])
        #expect(complaints.first?.command?.contains("memlock unlimited") == true)
    }

    @Test func aStaleSocket() throws {
        let finding = try #require(Self.complaints(Self.absent(), Self.machine { $0.socket.state = .stale }).first)
        #expect(finding.text.contains("nobody listens at the socket \(Self.own)"))
        #expect(finding.command == "tonusd")
        let service = Self.machine {
            $0.socket = .init(path: SocketPath.service, state: .stale)
            $0.serviceUnit = "/etc/systemd/system/tonusd.service"
        }
        #expect(
            Self.complaints(.failed(.notRunning(path: SocketPath.service)), service).first?.command
                == "sudo systemctl restart tonusd.socket tonusd.service")
    }

    @Test func noDaemon() {
        func command(_ change: (inout Machine) -> Void) -> String? {
            Self.complaints(
                Self.absent(),
                Self.machine {
                    $0.socket.state = .absent
                    change(&$0)
                }
            ).first?.command
        }
        #expect(command { _ in } == "tonusd")
        #expect(command { $0.socket.path = "/tmp/my socket" } == "tonusd --socket '/tmp/my socket'")
        #expect(
            command { $0.serviceUnit = "/usr/lib/systemd/system/tonusd.service" }
                == "sudo systemctl enable --now tonusd.socket tonusd.service")
        #expect(command { $0.socket.state = .notASocket } == "ls -ld \(Self.own)")
    }

    @Test func aUserWhoIsNotInTheGroupOfTheService() {
        func finding(_ change: (inout Machine) -> Void) -> Finding? {
            let machine = Self.machine {
                $0.user.groups = ["vera"]
                $0.user.isMemberOnPaper = false
                $0.socket = .init(
                    path: SocketPath.service, state: .denied, owner: "tonus", group: "tonus", mode: 0o660)
                $0.serviceSocket = $0.socket
                change(&$0)
            }
            return Self.complaints(.failed(.accessDenied(path: machine.socket.path)), machine).first
        }
        #expect(finding { _ in }?.command == "sudo usermod --append --groups tonus vera")
        #expect(finding { $0.user.isMemberOnPaper = true }?.command == "newgrp tonus")
        #expect(finding { $0.groupExists = false }?.command == "sudo systemd-sysusers")
        #expect(finding { $0.user.groups = ["tonus"] }?.command?.contains("systemd-tmpfiles") == true)
        let other = finding {
            $0.socket = .init(path: "/run/user/7/tonus/tonus.sock", state: .denied, owner: "ida", group: "ida")
        }
        #expect(other?.text.contains("ida's") == true)
    }

    @Test func aServiceHiddenFromStrangersIsNotTakenForNone() {
        let machine = Self.machine {
            $0.user.groups = ["vera"]
            $0.user.isMemberOnPaper = false
            $0.socket.state = .absent
            $0.serviceSocket.state = .hidden
        }
        #expect(
            Self.complaints(Self.absent(), machine).first?.command == "sudo usermod --append --groups tonus vera")
    }

    @Test func aDaemonOfAnotherProtocol() {
        let contact = Diagnosis.Contact.failed(.incompatible(daemon: ProtocolVersion(major: 9, minor: 2)))
        let finding = Self.complaints(contact, Self.machine()).first
        #expect(finding?.text.contains("9.2") == true)
        #expect(finding?.command?.contains("--version") == true)
    }

    @Test func whatIsPastedIsOneWordForTheShell() {
        #expect(Finding.quoted("/run/tonus.sock") == "/run/tonus.sock")
        #expect(Finding.quoted("a b") == "'a b'")
        #expect(Finding.quoted("it's; rm -r") == #"'it'\''s; rm -r'"#)
        #expect(Finding.quoted("") == "''")
    }
}
