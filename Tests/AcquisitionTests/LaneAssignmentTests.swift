// SPDX-License-Identifier: Apache-2.0
import PerineometerDriver
import Testing

@testable import Acquisition

@Suite struct LaneAssignmentTests {
    private var assignment = LaneAssignment()
    private var lastAddress: UInt64 = 0

    /// A probe as it arrives: with a new address each time, as on a bus.
    private mutating func plug(_ serial: String?) -> (address: DeviceAddress, lane: Int?) {
        lastAddress += 1
        let address = DeviceAddress(lastAddress)
        let arrival = DeviceArrival(address: address, serial: serial, location: "usb 1-\(lastAddress)")
        return (address, assignment.arrive(arrival)?.lane)
    }

    private mutating func unplug(_ address: DeviceAddress) -> Int? { assignment.depart(address).lane }

    @Test mutating func oneProbeAfterAnotherUsesTheFirstLane() {
        for serial in ["A", "B", "A", nil, "C"] {
            let plugged = plug(serial)
            #expect(plugged.lane == 0)
            let freed = unplug(plugged.address)
            #expect(freed == 0)
        }
    }

    @Test mutating func probesSideBySideHaveLanesOfTheirOwn() {
        let lanes = ["A", "B", nil, "C"].map { plug($0).lane }
        #expect(lanes == [0, 1, 2, 3])
    }

    @Test mutating func aProbeThatComesBackGoesWhereItWas() {
        let a = plug("A")
        let b = plug("B")
        let freed = [unplug(b.address), unplug(a.address)]
        #expect(freed == [1, 0])
        let back = [plug("B").lane, plug("A").lane]
        #expect(back == [1, 0])
    }

    @Test mutating func aStrangerTakesTheFirstFreeLaneAndTheOwnerAnother() {
        let a = plug("A")
        _ = plug("B")
        _ = unplug(a.address)
        let lanes = [plug("C").lane, plug("A").lane]
        #expect(lanes == [0, 2])
    }

    @Test mutating func aDeviceThatIsAnnouncedTwiceGetsOneLane() {
        let arrival = DeviceArrival(address: DeviceAddress(9), serial: "A", location: "usb 1-1")
        let lanes = [assignment.arrive(arrival)?.lane, assignment.arrive(arrival)?.lane]
        #expect(lanes == [0, nil])
        let freed = [unplug(DeviceAddress(9)), unplug(DeviceAddress(9)), unplug(DeviceAddress(77))]
        #expect(freed == [0, nil, nil])
    }

    @Test mutating func whoFindsNoLaneWaitsForOne() {
        let all = (0..<LaneAssignment.laneLimit).map { plug("\($0)") }
        #expect(all.map(\.lane) == Array(0..<LaneAssignment.laneLimit))
        let late = plug("late")
        #expect(late.lane == nil)
        #expect(assignment.waitingCount == 1)
        let (freed, successor) = assignment.depart(all[3].address)
        #expect(freed == 3)
        #expect(successor?.lane == 3)
        #expect(successor?.arrival.address == late.address)
        #expect(assignment.waitingCount == 0)
    }

    @Test mutating func whoLeavesWhileWaitingIsForgotten() {
        let all = (0..<LaneAssignment.laneLimit).map { plug("\($0)") }
        let late = plug("late")
        _ = unplug(late.address)
        let successor = assignment.depart(all[0].address).successor
        #expect(successor == nil)
    }

    @Test func devicesAreKeptInTheOrderOfTheirArrivalAndOnce() {
        func arrival(_ number: UInt64) -> DeviceArrival {
            DeviceArrival(address: DeviceAddress(number), serial: nil, location: "usb 1-\(number)")
        }
        var present: [DeviceArrival] = []
        for notice in [
            DeviceNotice.arrived(arrival(1)), .arrived(arrival(2)), .arrived(arrival(1)), .departed(.init(7)),
            .departed(.init(1)), .arrived(arrival(3)),
        ] { present.apply(notice) }
        #expect(present.map(\.address) == [DeviceAddress(2), DeviceAddress(3)])
    }
}
