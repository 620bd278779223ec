// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TonusDaemon
import VirtualPerineometer

/// Values of options, parsed so that an error says what is wrong with the value and what would be right.
enum OptionValue {
    static func simulation(_ text: String) throws -> SimulationSpecification {
        do throws(SimulationSpecificationError) {
            return try SimulationSpecification(parsing: text)
        } catch {
            throw ValidationError("--simulate=\(text): \(error.message) \(error.hint)")
        }
    }

    static func http(_ text: String) throws -> WebPort {
        if text == "off" { return .off }
        guard let port = Int(text), (1...65535).contains(port) else {
            throw ValidationError("--http \(text): a port is a number from 1 to 65535. Use --http off for none.")
        }
        return .fixed(port)
    }
}
