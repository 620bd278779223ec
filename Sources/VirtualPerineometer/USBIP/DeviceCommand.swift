// SPDX-License-Identifier: Apache-2.0
public import DeviceProtocol

/// What someone who tests a host asks of the virtual device, one command a line.
public enum DeviceCommand: Hashable, Sendable {
    case unplug
    case plug
    /// Halts the samples endpoint until the host clears it.
    case stall
    /// So many polls are garbled on the bus (EPROTO).
    case garble(Int)
    /// In so many polls the device sends too much (EOVERFLOW).
    case overflow(Int)
    /// What `VirtualDevice.inject` does, to so many packets.
    case inject(InjectedFault.Kind, Int)
    case drift(partsPerMillion: Int)
    case firmware(FirmwareVersion)
    case protocolMajor(UInt8)
    case interfaceProtocol(UInt8)
    case damagedCalibration(Bool)
    case stats
    case quit

    /// Why a line is not a command. It says what would be.
    public struct Mistake: Error, Hashable, Sendable {
        public var message: String
    }

    /// Reads one line.
    public init(parsing line: String) throws(Mistake) {
        let words = line.split(separator: " ").map(String.init)
        guard let name = words.first else { throw Mistake(message: "the line is empty; try: stats") }
        guard let entry = Self.catalogue.first(where: { $0.names.contains(name) }) else {
            let names = Self.catalogue.flatMap(\.names).joined(separator: " ")
            throw Mistake(message: "there is no command '\(name)'; there are: \(names)")
        }
        let arguments = Array(words.dropFirst())
        guard arguments.count <= 1, let command = entry.parse(arguments.first) else {
            let given = arguments.joined(separator: " ")
            throw Mistake(message: "'\(given)' does not suit '\(name)'; write: \(entry.usage)")
        }
        self = command
    }

    /// All commands with what they do, a line each.
    public static var help: String {
        let width = catalogue.map(\.usage.count).max() ?? 0
        return catalogue.map { entry in
            "  " + entry.usage + String(repeating: " ", count: width - entry.usage.count + 2) + entry.summary
        }.joined(separator: "\n")
    }
}
