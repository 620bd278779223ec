// SPDX-License-Identifier: Apache-2.0
import PerineometerDriver
import Testing

@testable import Acquisition

@Suite struct BackOffTests {
    @Test func attemptsBackOffToACap() {
        var backOff = BackOff()
        let pauses = (0..<8).map { _ in backOff.next(after: .layoutChanged) }
        #expect(pauses == [0.25, 0.5, 1, 2, 4, 8, 10, 10])
        backOff.reset()
        let first = backOff.next(after: .layoutChanged)
        #expect(first == 0.25)
    }

    @Test(arguments: [TransportError.accessDenied(location: "usb 1-2"), .busy(location: "usb 1-2")])
    func whatOthersCanMendAtAnyTimeIsAskedAfterEveryFewSeconds(error: TransportError) {
        var backOff = BackOff()
        let pauses = (0..<7).map { _ in backOff.next(after: .transport(error)) }
        #expect(pauses == [0.25, 0.5, 1, 2, 2, 2, 2])
    }
}
