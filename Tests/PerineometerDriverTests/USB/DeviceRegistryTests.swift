// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import PerineometerDriver

@Suite struct DeviceRegistryTests {
    @Test func anArrivalAnnouncedTwiceIsReportedOnce() {
        var registry = DeviceRegistry<UInt, String>()
        let first = registry.arrive(0x10, "probe")
        let second = registry.arrive(0x10, "probe")
        #expect(first != nil)
        #expect(second == nil)
    }

    @Test func theDepartureOfAnUnknownDeviceIsIgnored() {
        var registry = DeviceRegistry<UInt, String>()
        let unknown = registry.depart(0x10)
        #expect(unknown == nil)
        let address = registry.arrive(0x10, "probe")
        let departed = registry.depart(0x10)
        #expect(departed == address)
        let again = registry.depart(0x10)
        #expect(again == nil)
    }

    @Test func aDeviceAtAnEarlierOnesMemoryAddressGetsAnAddressOfItsOwn() throws {
        var registry = DeviceRegistry<UInt, String>()
        let arrivals = [registry.arrive(0x10, "first"), registry.depart(0x10), registry.arrive(0x10, "second")]
        let first = try #require(arrivals[0])
        let second = try #require(arrivals[2])
        #expect(first != second)
        #expect(registry.device(at: first) == nil)
        #expect(registry.device(at: second) == "second")
    }
}
