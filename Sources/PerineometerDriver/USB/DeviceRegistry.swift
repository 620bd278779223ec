// SPDX-License-Identifier: Apache-2.0

/// Which devices are on the bus, under addresses that are never used twice.
///
/// libusb may announce one device twice (the note on `LIBUSB_HOTPLUG_ENUMERATE` in its manual), tells of the departure
/// of devices that were never of interest, and uses the memory address of a departed device again for a new one. None of
/// this shows to the outside.
struct DeviceRegistry<Key: Hashable, Device> {
    private var present: [Key: (address: DeviceAddress, device: Device)] = [:]
    private var lastAddress: UInt64 = 0

    /// Takes a device up. Returns its new address, or nil where it is known already.
    mutating func arrive(_ key: Key, _ device: Device) -> DeviceAddress? {
        guard present[key] == nil else { return nil }
        lastAddress += 1
        let address = DeviceAddress(lastAddress)
        present[key] = (address, device)
        return address
    }

    /// Strikes a device off. Returns the address that it had, or nil where it was not known.
    mutating func depart(_ key: Key) -> DeviceAddress? { present.removeValue(forKey: key)?.address }

    /// The device at an address, or nil where it has departed.
    func device(at address: DeviceAddress) -> Device? { present.values.first { $0.address == address }?.device }

    mutating func removeAll() { present.removeAll() }
}
