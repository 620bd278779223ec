// SPDX-License-Identifier: Apache-2.0

/// Draws a trace with Braille characters, each of which has 2 by 4 dots (Unicode block U+2800).
struct TracePicture {
    /// Pressures at the lower and upper edge.
    var range: ClosedRange<Double>
    var rows: Int
    var columns: Int

    /// Dots of a Braille cell by row and column, as bits: the order is that of the Unicode chart.
    private static let bits: [[UInt32]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]

    /// The picture's rows from top to bottom, and below them a line that is thick during contractions. `end` is the
    /// instant at the right edge.
    func lines(_ trace: Trace, until end: Double) -> (rows: [String], marks: String) {
        var cells = [[UInt32]](repeating: [UInt32](repeating: 0, count: columns), count: rows)
        var marks = [Character](repeating: " ", count: columns)
        let width = Trace.seconds / Double(columns * 2)
        var before: ClosedRange<Int>?
        for dot in 0..<columns * 2 {
            let start = end - Trace.seconds + Double(dot) * width
            guard let piece = trace.piece(from: start, to: start + width) else {
                before = nil
                continue
            }
            var span = level(piece.low)...level(piece.high)
            // The line goes on from the dot before, also where it is steep.
            if let before {
                span = min(span.lowerBound, before.upperBound)...max(span.upperBound, before.lowerBound)
            }
            before = level(piece.low)...level(piece.high)
            for height in span { set(height, dot, in: &cells) }
            // Every other dot, so that the resting level can be told from the pressure.
            if dot.isMultiple(of: 2), let rest = piece.rest { set(level(rest), dot, in: &cells) }
            let column = dot / 2
            if piece.isContraction { marks[column] = "━" } else if marks[column] == " " { marks[column] = "─" }
        }
        let text = cells.map { row in
            String(String.UnicodeScalarView(row.map { $0 == 0 ? " " : Unicode.Scalar(0x2800 + $0) ?? " " }))
        }
        return (text, String(marks))
    }

    private func level(_ pressure: Double) -> Int {
        let share = (pressure - range.lowerBound) / (range.upperBound - range.lowerBound)
        return max(0, min(rows * 4 - 1, Int(max(0, min(1, share)) * Double(rows * 4 - 1) + 0.5)))
    }

    private func set(_ height: Int, _ dot: Int, in cells: inout [[UInt32]]) {
        let fromTop = rows * 4 - 1 - height
        cells[fromTop / 4][dot / 2] |= Self.bits[fromTop % 4][dot % 2]
    }
}
