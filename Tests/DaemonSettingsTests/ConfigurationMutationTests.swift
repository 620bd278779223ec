// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import DaemonSettings

/// No text traps, and each is either read or refused with a place that is in it.
@Suite struct ConfigurationMutationTests {
    /// SplitMix64, so that a failing run can be repeated.
    private struct SeededGenerator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    private static let example = ConfigurationExample.text.split(separator: "\n")
        .filter { $0.wholeMatch(of: /#([a-z]|  ).*/) != nil }.map { $0.dropFirst() + "\n" }.joined()
    private static let pieces = [
        "[", "{", "}", "]", "- ", "? ", ": ", ",", "\"", "'", "#", " #", "|", ">", "&a", "*a", "!!x", "%", "@", "`",
        "\t",
        "\n", "\r", "\u{0}", "\u{85}", "\u{2028}", "\u{FEFF}", "---\n", "...\n", "\\x", "\\uD800", "<<: ", "~", "é",
        "log:\n", "999999999999999999999",
    ].map { Array($0.utf8) }

    @Test(arguments: 1...8 as ClosedRange<UInt64>) func noTextTraps(seed: UInt64) {
        var random = SeededGenerator(state: seed)
        var refused = 0
        for _ in 0..<1000 {
            var bytes = Array(Self.example.utf8)
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let place = Int.random(in: 0...bytes.count, using: &random)
                switch Int.random(in: 0..<5, using: &random) {
                case 0 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 0...20, using: &random)))
                case 2:
                    let from = Int.random(in: 0...bytes.count, using: &random)
                    bytes.insert(contentsOf: bytes[from..<min(bytes.count, from + 30)], at: place)
                default: bytes.insert(contentsOf: Self.pieces.randomElement(using: &random)!, at: place)
                }
            }
            do throws(SettingFaults) {
                _ = try EffectiveSettings(resolving: SettingSources(file: ("f.yaml", bytes)))
            } catch {
                refused += 1
                // The reader counts the breaks of lines that it knows besides.
                let lines = bytes.count { $0 == 0x0A || $0 == 0x0D || $0 == 0x85 || $0 == 0xA8 || $0 == 0xA9 } + 2
                for fault in error.faults {
                    guard case .file("f.yaml", let line, _) = fault.origin else {
                        Issue.record("a fault without a place: \(fault)")
                        continue
                    }
                    #expect(line <= lines && !fault.message.isEmpty && !fault.hint.isEmpty)
                    #expect(!fault.message.contains("\n"))
                }
            }
        }
        // Most mutations do harm; if none did, nothing was mutated.
        #expect(refused > 500)
    }
}
