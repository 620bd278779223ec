// SPDX-License-Identifier: Apache-2.0

extension String {
    /// On one line, without control characters, and no longer than so many bytes of UTF-8, cut between characters.
    func oneLine(maximumBytes: Int) -> String {
        var text = ""
        var bytes = 0
        for character in self {
            let isControl = character.unicodeScalars.contains { scalar in
                scalar.value < 32 || (127..<160).contains(scalar.value) || scalar.value == 0x2028
                    || scalar.value == 0x2029
            }
            let next: Character = isControl ? " " : character
            bytes += next.utf8.count
            if bytes > maximumBytes { break }
            text.append(next)
        }
        return text
    }

    /// In the printable characters of ASCII; any other becomes a question mark.
    func ascii(maximumBytes: Int) -> String {
        String(
            String.UnicodeScalarView(
                oneLine(maximumBytes: 4 * maximumBytes).unicodeScalars.map { $0.isASCII ? $0 : "?" }
                    .prefix(maximumBytes)))
    }

    /// As text or attribute value of HTML.
    var htmlEscaped: String {
        var text = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\"": text += "&quot;"
            case "'": text += "&#39;"
            case _ where scalar.value < 32 || (127..<160).contains(scalar.value): text += " "
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
