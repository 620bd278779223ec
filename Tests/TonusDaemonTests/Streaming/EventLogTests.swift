// SPDX-License-Identifier: Apache-2.0
import Perineometry
import Testing

@testable import TonusDaemon

@Suite struct EventLogTests {
    private func gap(_ position: Int) -> LoggedEvent {
        LoggedEvent(
            position: position, kind: .gap(Gap(first: SampleIndex(0), missing: 1, reason: .packetsLost)))
    }

    @Test func anEventIsFoundByItsPlace() {
        var log = EventLog()
        for position in [3, 3, 7, 20] { log.append(gap(position)) }
        #expect(log.number(from: 0) == 0)
        #expect(log.number(from: 3) == 0)
        #expect(log.number(from: 4) == 2)
        #expect(log.number(from: 21) == 4)
    }

    @Test func numbersStayWhenOldEventsGo() {
        var log = EventLog()
        let count = 3 * EventLog.capacity
        for position in 0..<count { log.append(gap(position)) }
        #expect(log.end == count)
        #expect(log.end - log.first >= EventLog.capacity)
        #expect(log[count - 1].position == count - 1)
        #expect(log[log.first].position == log.first)
    }

    @Test func anEventNeverStandsBeforeTheOneBeforeIt() {
        var log = EventLog()
        log.append(gap(10))
        log.append(gap(8))
        #expect(log[1].position == 10)
    }
}
