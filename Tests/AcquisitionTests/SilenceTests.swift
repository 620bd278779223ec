import PerineometerDriver
// SPDX-License-Identifier: Apache-2.0
import Perineometry
import Testing

@testable import Acquisition

@Suite struct SilenceTests {
    private func at(_ seconds: Double) -> HostTime { HostTime(nanoseconds: UInt64(seconds * 1e9)) }

    @Test func silenceIsToldOnceAndItsEndOnce() {
        var silence = Silence(now: at(10))
        let told = [10.4, 10.6, 11].map { silence.persists(now: at($0)) }
        #expect(told == [nil, .silent(seconds: Silence.announcedSeconds), nil])
        #expect(!silence.isHopeless(now: at(14.9)))
        #expect(silence.isHopeless(now: at(15)))
        let ended = [15, 15.1].map { silence.broken(now: at($0)) }
        #expect(ended == [true, false])
        let again = silence.persists(now: at(15.7))
        #expect(again != nil)
    }

    @Test func attemptsBackOffToACap() {
        var backOff = BackOff()
        let pauses = (0..<8).map { _ in backOff.next() }
        #expect(pauses == [0.25, 0.5, 1, 2, 4, 8, 10, 10])
        backOff.reset()
        let first = backOff.next()
        #expect(first == 0.25)
    }

    @Test func devicesAreKeptInTheOrderOfTheirArrivalAndOnce() {
        var present: [DeviceAddress] = []
        for notice in [
            arrival(1), arrival(2), arrival(1), .departed(.init(7)), .departed(.init(1)), arrival(3),
        ] { present.apply(notice) }
        #expect(present == [DeviceAddress(2), DeviceAddress(3)])
    }

    private func arrival(_ number: UInt64) -> DeviceNotice {
        .arrived(DeviceArrival(address: DeviceAddress(number), serial: nil, location: "usb 1-2"))
    }
}
