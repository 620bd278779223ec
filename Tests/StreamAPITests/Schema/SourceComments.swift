// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// The documentation comments of Swift sources, by what they stand before: "Status.Stream", "Status.Stream.samples".
///
/// It reads the project's own, formatted sources line by line; it is no parser of Swift.
struct SourceComments {
    private(set) var texts: [String: String] = [:]
    /// Methods that the sources declare: by `static let method`, or by any name in an enumeration called `…Method`.
    private(set) var methods: [String] = []

    init(folders: [URL]) throws {
        for folder in folders {
            let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
            for case let file as URL in try #require(files) where file.pathExtension == "swift" {
                read(try String(contentsOf: file, encoding: .utf8))
            }
        }
    }

    init(source: String) { read(source) }

    private mutating func read(_ source: String) {
        var comment: [Substring] = []
        /// The types around, each with the depth of braces in it.
        var scopes: [(name: String, depth: Int)] = []
        var depth = 0
        for line in source.split(separator: "\n", omittingEmptySubsequences: false) {
            let text = line.drop { $0 == " " }
            if text.hasPrefix("///") {
                comment.append(text.dropFirst(3).drop { $0 == " " })
                continue
            }
            if let match = text.firstMatch(of: /static let (\w+) = "([\w.]+)"/),
                match.1 == "method" || scopes.last?.name.hasSuffix("Method") == true
                    || (match.2.contains(".") && match.2.first?.isLetter == true)
            {
                methods.append(String(match.2))
            }
            let opened = text.count { $0 == "{" }
            let closed = text.count { $0 == "}" }
            if let name = text.firstMatch(of: /^(?:public )?(?:struct|enum|extension) `?(\w+)/)?.1 {
                note(comment, scopes.map(\.name) + [String(name)])
                if opened > closed { scopes.append((String(name), depth + 1)) }
            } else if depth == scopes.last?.depth,
                let name = text.firstMatch(of: /^(?:public )?(?:(?:var|let)|case) `?(\w+)/)?.1
            {
                note(comment, scopes.map(\.name) + [String(name)])
            }
            comment = []
            depth += opened - closed
            while let last = scopes.last, last.depth > depth { scopes.removeLast() }
        }
    }

    private mutating func note(_ comment: [Substring], _ path: [String]) {
        // The first paragraph: what follows is for readers of the code.
        let text = comment.prefix { !$0.isEmpty }.joined(separator: " ")
        if !text.isEmpty { texts[path.joined(separator: ".")] = text }
    }
}
