// SPDX-License-Identifier: Apache-2.0
public import DeviceProtocol
import Foundation
public import Perineometry

/// How the packets that follow are to be read, and where a pipeline that reads them again has to begin.
public struct DeviceOpening: Hashable, Sendable {
    /// From 1, within the segment.
    public var number: UInt32
    public var serial: String
    public var product: String
    public var capabilities: Capabilities
    public var calibration: CalibrationPage
    /// Which of the capability page's rates the device samples at.
    public var rateIndex: Int
    /// The filter that was in use; a filter of that name may change from one version to the next.
    public var filter: String
    /// Index of the first sample to come.
    public var firstIndex: SampleIndex
    /// Id of the first contraction to come.
    public var firstContractionID: UInt64
    /// The latest host time that was given to a sample before.
    public var hostTimeBefore: HostTime
    /// What pressures counted from at first.
    public var zero: Zero
    /// Of the sensor at first; nil where it is not measured.
    public var temperatureCelsius: Double?
    public var isSimulated: Bool
    /// The device had been open before in the same run: the stream has a seam here.
    public var isReopening: Bool
    /// The device had streamed before its first packet here: that one is no first packet after START.
    public var isMidway: Bool

    public init(
        number: UInt32, serial: String, product: String, capabilities: Capabilities, calibration: CalibrationPage,
        rateIndex: Int, filter: String, firstIndex: SampleIndex, firstContractionID: UInt64, hostTimeBefore: HostTime,
        zero: Zero, temperatureCelsius: Double?, isSimulated: Bool, isReopening: Bool,
        isMidway: Bool = false
    ) {
        self.isMidway = isMidway
        self.number = number
        self.serial = serial
        self.product = product
        self.capabilities = capabilities
        self.calibration = calibration
        self.rateIndex = rateIndex
        self.filter = filter
        self.firstIndex = firstIndex
        self.firstContractionID = firstContractionID
        self.hostTimeBefore = hostTimeBefore
        self.zero = zero
        self.temperatureCelsius = temperatureCelsius
        self.isSimulated = isSimulated
        self.isReopening = isReopening
    }
}

extension DeviceOpening: Codable {
    private enum Key: String, CodingKey {
        case number, serial, product, capabilities, calibration, rateIndex, filter, firstIndex, firstContractionID
        case hostTimeBefore, zero, temperatureCelsius, isSimulated, isReopening, isMidway
    }

    /// The two pages are kept as the device sent them, in base 64.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(number, forKey: .number)
        try container.encode(serial, forKey: .serial)
        try container.encode(product, forKey: .product)
        try container.encode(Data(capabilities.encoded()), forKey: .capabilities)
        try container.encode(Data(calibration.encoded()), forKey: .calibration)
        try container.encode(rateIndex, forKey: .rateIndex)
        try container.encode(filter, forKey: .filter)
        try container.encode(firstIndex, forKey: .firstIndex)
        try container.encode(firstContractionID, forKey: .firstContractionID)
        try container.encode(hostTimeBefore, forKey: .hostTimeBefore)
        try container.encode(zero, forKey: .zero)
        try container.encodeIfPresent(temperatureCelsius, forKey: .temperatureCelsius)
        try container.encode(isSimulated, forKey: .isSimulated)
        try container.encode(isReopening, forKey: .isReopening)
        try container.encode(isMidway, forKey: .isMidway)
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        self.init(
            number: try container.decode(UInt32.self, forKey: .number),
            serial: try container.decode(String.self, forKey: .serial),
            product: try container.decode(String.self, forKey: .product),
            capabilities: try Capabilities(
                decoding: [UInt8](try container.decode(Data.self, forKey: .capabilities))),
            calibration: try CalibrationPage(
                decoding: [UInt8](try container.decode(Data.self, forKey: .calibration))),
            rateIndex: try container.decode(Int.self, forKey: .rateIndex),
            filter: try container.decode(String.self, forKey: .filter),
            firstIndex: try container.decode(SampleIndex.self, forKey: .firstIndex),
            firstContractionID: try container.decode(UInt64.self, forKey: .firstContractionID),
            hostTimeBefore: try container.decode(HostTime.self, forKey: .hostTimeBefore),
            zero: try container.decode(Zero.self, forKey: .zero),
            temperatureCelsius: try container.decodeIfPresent(Double.self, forKey: .temperatureCelsius),
            isSimulated: try container.decode(Bool.self, forKey: .isSimulated),
            isReopening: try container.decode(Bool.self, forKey: .isReopening),
            isMidway: try container.decodeIfPresent(Bool.self, forKey: .isMidway) ?? false)
    }
}
