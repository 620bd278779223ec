// SPDX-License-Identifier: Apache-2.0

/// One line of a screen: pieces of text, each in its style.
struct TopLine {
    enum Style {
        case plain
        case dim
        case strong
        /// The pressure, and the muscle at rest.
        case calm
        /// The muscle contracted.
        case working
        /// What must not be overlooked.
        case alert
    }

    private var pieces: [(text: String, style: Style)] = []

    init(_ text: String = "", _ style: Style = .plain) { append(text, style) }

    var count: Int { pieces.reduce(0) { $0 + $1.text.count } }

    var text: String { pieces.map(\.text).joined() }

    /// What a device or the daemon says may hold anything: control characters would move the cursor.
    mutating func append(_ text: String, _ style: Style = .plain) {
        guard !text.isEmpty else { return }
        let clean = text.unicodeScalars.map { scalar -> Unicode.Scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .surrogate: "?"
            default: scalar
            }
        }
        pieces.append((String(String.UnicodeScalarView(clean)), style))
    }

    func appending(_ text: String, _ style: Style = .plain) -> TopLine {
        var line = self
        line.append(text, style)
        return line
    }

    /// Cut or filled up with blanks.
    func padded(to width: Int) -> TopLine {
        let short = cut(to: max(0, width))
        return short.appending(String(repeating: " ", count: max(0, width - short.count)))
    }

    func cut(to width: Int) -> TopLine {
        var line = TopLine()
        var left = width
        for piece in pieces where left > 0 {
            line.append(String(piece.text.prefix(left)), piece.style)
            left -= piece.text.count
        }
        return line
    }

    /// For a terminal; without colours only where they may not be used.
    func ansi(colours: Bool) -> String {
        pieces.map { text, style in
            let code =
                switch style {
                case .plain: ""
                case .dim: colours ? "2" : ""
                case .strong: "1"
                case .calm: colours ? "36" : ""
                case .working: colours ? "33" : ""
                case .alert: "7"
                }
            return code.isEmpty ? text : "\u{1B}[\(code)m\(text)\u{1B}[0m"
        }.joined()
    }
}
