// SPDX-License-Identifier: Apache-2.0

/// Who a perineometer is, as far as its descriptors tell.
public struct DeviceIdentity: Hashable, Sendable {
    /// Unique for a device (`iSerialNumber`); devices are known by it, never by their bus address.
    public var serial: String
    public var manufacturer: String
    public var product: String
    /// Where it is now, for people: "usb 1-2" or "simulated".
    public var location: String
    /// No body and no sensor are involved.
    public var isSimulated: Bool

    public init(serial: String, manufacturer: String, product: String, location: String, isSimulated: Bool) {
        self.serial = serial
        self.manufacturer = manufacturer
        self.product = product
        self.location = location
        self.isSimulated = isSimulated
    }
}
