// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

/// Values of options, parsed so that an error says what is wrong with the value and what would be right.
enum OptionValue {
    static func http(_ text: String) throws -> WebServer {
        if text == "off" { return .off }
        guard let port = Int(text), (1...65535).contains(port) else {
            throw ValidationError("--http \(text): a port is a number from 1 to 65535. Use --http off.")
        }
        throw ValidationError("--http \(text): this version has no web page to serve. Use --http off.")
    }
}

/// Whether a web page is served: not in this version.
enum WebServer {
    case off
}
