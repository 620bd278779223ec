// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import TonusDaemon

@Suite struct ServiceEnvironmentTests {
    @Test func whatIsMeantForThisProcessIsTaken() {
        let found = ServiceEnvironment(
            [
                "NOTIFY_SOCKET": "/run/systemd/notify", "WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "42",
                "LISTEN_FDS": "1", "LISTEN_PID": "42", "RUNTIME_DIRECTORY": "/run/tonus:/run/other",
            ], process: 42)
        #expect(found.notifyAddress == "/run/systemd/notify")
        #expect(found.watchdogPeriod == .seconds(60))
        #expect(found.descriptors == 1)
        #expect(found.runtimeDirectory == "/run/tonus")
    }

    @Test func whatIsMeantForAnotherProcessCountsForNothing() {
        let found = ServiceEnvironment(
            ["WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "7", "LISTEN_FDS": "1", "LISTEN_PID": "7"], process: 42)
        #expect(found == ServiceEnvironment())
    }

    @Test func aWatchdogThatNamesNoProcessIsForWhoeverReadsIt() {
        #expect(ServiceEnvironment(["WATCHDOG_USEC": "500000"], process: 42).watchdogPeriod == .milliseconds(500))
    }

    @Test func descriptorsThatNameNoProcessAreNotTaken() {
        #expect(ServiceEnvironment(["LISTEN_FDS": "1"], process: 42).descriptors == 0)
    }

    @Test(arguments: ["", "0", "-1", "soon", "99999999999999999999999", " 1"]) func numbersThatAreNoneAreIgnored(
        _ text: String
    ) {
        let found = ServiceEnvironment(
            ["WATCHDOG_USEC": text, "LISTEN_FDS": text, "LISTEN_PID": "42", "NOTIFY_SOCKET": ""], process: 42)
        #expect(found == ServiceEnvironment())
    }
}
