// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// Texts that were looked at and found right. `TONUS_WRITE_VECTORS=1` writes them anew, to be looked at again.
enum Golden {
    static func expect(_ lines: [String], in name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Golden/\(name)")
        // Blanks at the ends of lines say nothing, and editors take them away.
        let text =
            lines.map { line in
                String(line.reversed().drop { $0 == " " }.reversed())
            }.joined(separator: "\n") + "\n"
        if ProcessInfo.processInfo.environment["TONUS_WRITE_VECTORS"] == "1" {
            try text.write(to: file, atomically: true, encoding: .utf8)
            return
        }
        let golden = try String(contentsOf: file, encoding: .utf8)
        #expect(text == golden, "see \(name)", sourceLocation: sourceLocation)
    }
}
