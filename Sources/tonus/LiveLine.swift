// SPDX-License-Identifier: Apache-2.0

/// The lowest line of a terminal, which is drawn over again and again. It says what to write and writes nothing itself.
///
/// A terminal that was made narrower breaks the line anew, as nearly all do; what it made of one line is taken away. Those
/// that cut it off instead still have it in one row, and the row above is not touched there.
struct LiveLine {
    private let isBrokenAnew: Bool
    private var shown = ""
    /// The width at which it was drawn.
    private var drawnAt = 0

    /// - Parameter isBrokenAnew: whether the terminal breaks lines anew where it was made narrower.
    init(isBrokenAnew: Bool = Terminal.breaksLinesAnew()) { self.isBrokenAnew = isBrokenAnew }

    var isShown: Bool { !shown.isEmpty }

    /// Draws a line, which fits the terminal.
    ///
    /// - Returns: what to write; nothing where it stands there already.
    mutating func draw(_ line: String, columns: Int) -> String {
        // What was cut off does not come back by itself.
        guard line != shown || columns != drawnAt else { return "" }
        defer { (shown, drawnAt) = (line, columns) }
        return start(columns) + line + "\u{1B}[K"
    }

    /// Takes the line away.
    ///
    /// - Returns: what to write.
    mutating func clear(columns: Int) -> String {
        guard !shown.isEmpty else { return "" }
        defer { shown = "" }
        return start(columns) + "\u{1B}[K"
    }

    /// To the beginning of what is shown, all of which is gone then where it takes several rows.
    private func start(_ columns: Int) -> String {
        let rows = rows(at: columns)
        return rows > 1 ? "\r\u{1B}[\(rows - 1)A\u{1B}[J" : "\r"
    }

    private func rows(at columns: Int) -> Int {
        guard isBrokenAnew else { return 1 }
        return (Self.width(of: shown) + max(1, columns) - 1) / max(1, columns)
    }

    /// Characters that take a place: colours do not.
    private static func width(of line: String) -> Int {
        var (width, isColour) = (0, false)
        for character in line {
            if character == "\u{1B}" { isColour = true } else if !isColour { width += 1 }
            if isColour, character == "m" { isColour = false }
        }
        return width
    }
}
