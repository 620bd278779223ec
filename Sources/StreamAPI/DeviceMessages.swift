// SPDX-License-Identifier: Apache-2.0

/// What is known of the perineometer: the result member `device` of `status`, and the body of `device` notifications.
public struct DeviceDescription: Codable, Sendable {
    /// One sensor of the perineometer.
    public struct Channel: Codable, Sendable, Hashable {
        /// Its number, from 0.
        public var channel: Int
        /// What it measures: "pelvicFloor", "abdominal" or "arrayElement".
        public var role: String
        /// Millimetres from the probe's tip, where the device states it.
        public var position: Int?

        public init(channel: Int, role: String, position: Int?) {
            self.channel = channel
            self.role = role
            self.position = position
        }
    }

    /// What pressures are measured from.
    public struct Zero: Codable, Sendable, Hashable {
        /// "none", "air" or "inSitu".
        public var state: String
        /// When this was decided, seconds since the Unix epoch; absent where it never was, as all that follows.
        public var at: Double?
        /// How long ago that was when this was told, seconds.
        public var age: Double?
        /// The first sample that counts from it; absent where it has held since the probe was opened.
        public var index: UInt64?
        /// What is taken off the calibrated pressure, channel by channel.
        public var offset: [Double]?
        /// Of the sensor, then, degrees Celsius; absent where it is not measured.
        public var temperature: Double?

        public init(
            state: String, at: Double? = nil, age: Double? = nil, index: UInt64? = nil, offset: [Double]? = nil,
            temperature: Double? = nil
        ) {
            self.state = state
            self.at = at
            self.age = age
            self.index = index
            self.offset = offset
            self.temperature = temperature
        }
    }

    /// What makes pressures of counts: pressure = gain * counts + offset + temperatureCoefficient * (T - temperature), with
    /// T the sensor's temperature, or the last term left out where that is not measured.
    public struct Calibration: Codable, Sendable, Hashable {
        /// What makes pressures of one channel's counts.
        public struct Channel: Codable, Sendable, Hashable {
            /// cmH2O per count.
            public var gain: Double
            /// cmH2O.
            public var offset: Double
            /// cmH2O per kelvin.
            public var temperatureCoefficient: Double

            public init(gain: Double, offset: Double, temperatureCoefficient: Double) {
                self.gain = gain
                self.offset = offset
                self.temperatureCoefficient = temperatureCoefficient
            }
        }

        /// Days since 1970-01-01.
        public var date: Int
        /// Of the sensor during calibration, degrees Celsius.
        public var temperature: Double
        /// In the order of the device's channels.
        public var channels: [Channel]

        public init(date: Int, temperature: Double, channels: [Channel]) {
            self.date = date
            self.temperature = temperature
            self.channels = channels
        }
    }

    /// "absent", "opening", "streaming", "stalled", "recovering", "unavailable" or "gone".
    public var state: String
    /// Why it is so, in a sentence. Absent while all is well, as `hint`.
    public var reason: String?
    /// What to do about it.
    public var hint: String?
    /// `reason` and `hint` in one word, for programs: a `DeviceReason`.
    public var reasonKey: String?
    /// No body is involved: it comes from the virtual perineometer.
    public var simulated: Bool
    /// True where a recording is played: `hostTime` is that of the recording, and nobody is measured now. Else absent.
    public var replay: Bool?
    /// Serial number, by which perineometers are told apart; absent while none is open, as all that describes one.
    public var serial: String?
    /// Who made it, as the device says.
    public var manufacturer: String?
    /// What it is called, as the device says.
    public var product: String?
    /// Where it is plugged in, for people, such as "usb 1-2".
    public var location: String?
    /// Version of the firmware, such as "1.2.3".
    public var firmware: String?
    /// The version of the protocol that the firmware speaks on the wire.
    public var firmwareProtocol: ProtocolVersion?
    /// Samples a second per channel.
    public var rate: Int?
    /// The sensors, in the order of their numbers.
    public var channels: [Channel]?
    /// The channel in which contractions are looked for.
    public var detectionChannel: Int?
    /// What pressures are counted from.
    public var zero: Zero?
    /// The factory's; Tonus never changes it.
    public var calibration: Calibration?
    /// Of the sensor, degrees Celsius; absent where it is not measured.
    public var temperature: Double?
    /// What lies between `pressure` and `filtered`, and its delay in seconds.
    public var filter: String?
    /// How late `filtered` is against `pressure`, seconds.
    public var filterDelay: Double?

    public init(state: String, simulated: Bool) {
        self.state = state
        self.simulated = simulated
    }
}

/// `devices`: all perineometers of this start of the daemon, the ones that are unplugged now among them.
public struct DevicesMessage: Codable, Sendable {
    public static let method = "devices"

    /// The subscription that it belongs to, by the number that `subscribe` gave.
    public var subscription: Int
    /// One after another in the order in which they were first seen.
    public var devices: [DeviceDescription]

    public init(subscription: Int, devices: [DeviceDescription]) {
        self.subscription = subscription
        self.devices = devices
    }
}

/// `device`: the device changed its state.
public struct DeviceMessage: Codable, Sendable {
    public static let method = "device"

    /// The subscription that it belongs to, by the number that `subscribe` gave.
    public var subscription: Int
    public var device: DeviceDescription

    public init(subscription: Int, device: DeviceDescription) {
        self.subscription = subscription
        self.device = device
    }

    public init(from decoder: any Decoder) throws {
        subscription = try decoder.container(keyedBy: CodingKeys.self).decode(Int.self, forKey: .subscription)
        device = try DeviceDescription(from: decoder)
    }

    /// On the wire the description's members stand beside `subscription`.
    public func encode(to encoder: any Encoder) throws {
        try device.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(subscription, forKey: .subscription)
    }

    private enum CodingKeys: String, CodingKey { case subscription }
}
