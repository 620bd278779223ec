// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Firmware-Protocol/PROTOCOL.md, read so that the page cannot drift from the code.
struct ProtocolPage {
    private let lines: [Substring]

    init() throws {
        let text = try String(
            contentsOf: GoldenFile.protocolFolder.appending(path: "PROTOCOL.md"), encoding: .utf8)
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// The lines below the first heading that ends with `heading`, up to the next heading.
    func section(_ heading: String) -> ArraySlice<Substring> {
        guard let start = lines.firstIndex(where: { $0.hasPrefix("#") && $0.hasSuffix(heading) }) else { return [] }
        let body = lines[(start + 1)...]
        return body.prefix { !$0.hasPrefix("#") }
    }

    /// The bytes of a section's code block: in each line those before the first two spaces.
    func bytes(below heading: String) -> [UInt8] {
        let block = section(heading).drop { $0 != "```" }.dropFirst().prefix { $0 != "```" }
        return block.flatMap { line in
            line[..<(line.range(of: "  ")?.lowerBound ?? line.endIndex)].split(separator: " ")
                .compactMap { UInt8($0, radix: 16) }
        }
    }

    /// The cells of a section's table rows, without heads and rulers.
    func rows(below heading: String) -> [[String]] {
        section(heading).filter { $0.hasPrefix("|") }.map { row in
            row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        }
    }
}
