// SPDX-License-Identifier: Apache-2.0

/// Where a key stands for the second time in a section. The YAML reader says only which keys are repeated.
struct RepeatedKey {
    var name: String
    var firstLine: Int
    var line: Int
    var column: Int

    /// Looks for keys that stand at the beginnings of lines; nil where none of them does so twice in a section.
    init?(among names: [String], in yaml: String) {
        let lines = yaml.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
        // For each name the line and the indentation where it was last seen, in a section that goes on.
        var seen: [String: (line: Int, indent: Int)] = [:]
        for (index, line) in lines.enumerated() {
            let indent = line.prefix { $0 == " " }.count
            let text = line.dropFirst(indent)
            guard let first = text.first, first != "\r" else { continue }
            seen = seen.filter { $0.value.indent <= indent }
            let begun = Substring(text)
            let found = names.first { name in
                [name, "\"\(name)\"", "'\(name)'"].contains { key in
                    begun.hasPrefix(key) && begun.dropFirst(key.count).drop { $0 == " " }.first == ":"
                }
            }
            guard let found else { continue }
            if let before = seen[found], before.indent == indent {
                (name, firstLine, self.line, column) = (found, before.line, index + 1, indent + 1)
                return
            }
            seen[found] = (index + 1, indent)
        }
        return nil
    }
}
