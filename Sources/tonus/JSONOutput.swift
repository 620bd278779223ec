// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Glibc

/// Prints a value as JSON, for programs and for people who look.
func printJSON(_ value: some Encodable) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(value) else { return }
    print(String(decoding: data, as: UTF8.self))
}

/// Prints a value as JSON on one line, for a program that reads one line after the other.
func printJSONLine(_ value: some Encodable) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if let data = try? encoder.encode(value) { printLine(Array(data)) }
}

/// Prints one line and makes sure that a program at the other end of a pipe gets it now.
func printLine(_ bytes: [UInt8]) {
    print(String(decoding: bytes, as: UTF8.self))
    fflush(nil)
}
