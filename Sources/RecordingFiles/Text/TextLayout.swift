// SPDX-License-Identifier: Apache-2.0

/// How a text is laid out, guessed from its first rows.
struct TextLayout {
    var delimiter: CellDelimiter
    var decimalSign: UInt8
    var columns: [TextColumn]
    /// The place in the head of the first row that holds data.
    var firstRow: Int
    /// What stands above the first row says that the data are simulated.
    var isSimulated = false
    var notes: [String] = []

    struct TextColumn {
        var heading: String
        /// From a row of units below the headings.
        var unit: String?
        var isNumeric: Bool
        var isDateTime: Bool
    }

    /// Rows at the end of the head by which it is judged; the first ones may be headings (assumption).
    private static let judgedRows = 200

    init(_ head: TextHead, path: String) throws(RecordingFileError) {
        let rows = head.rows
        guard let last = rows.last else { throw .noRows(path: path) }
        let judged = rows.suffix(max(1, min(Self.judgedRows, rows.count - min(10, (rows.count + 6) / 8))))
        var best = Split(judged, .semicolon, decimalSign: UInt8(ascii: "."))
        for delimiter: CellDelimiter in [.tab, .semicolon, .bar, .comma, .blanks] {
            // A comma cannot stand both between and inside numbers.
            for sign in delimiter == .comma ? [UInt8(ascii: ".")] : [UInt8(ascii: "."), UInt8(ascii: ",")] {
                let split = Split(judged, delimiter, decimalSign: sign)
                if split.score > best.score { best = split }
            }
        }
        var first = best.firstRow(rows)
        if best.delimiter == .comma, let first, first > 0 {
            let headings = CellSplitter.cells(rows[first - 1].bytes, .comma).count
            if best.width == 2 && headings == 1 {
                best = Split(judged, .semicolon, decimalSign: UInt8(ascii: ","))
            } else if best.width == 2 * headings {
                throw .decimalCommas(path: path, line: rows[first].number)
            }
        } else if best.score <= 1 {
            // One column.
            let comma = Split(judged, .semicolon, decimalSign: UInt8(ascii: ","))
            if comma.readable > best.readable { best = comma }
            first = best.firstRow(rows)
        }
        first = best.firstRow(rows)
        guard let first else {
            if rows.count < 2 { throw .noRows(path: path) }
            throw .noPressureChannel(
                path: path, channels: CellSplitter.cells(last.bytes, best.delimiter).map { decodedText($0).printable() }
            )
        }
        delimiter = best.delimiter
        decimalSign = best.decimalSign
        firstRow = first
        columns = best.kinds.map {
            TextColumn(heading: "", isNumeric: $0 == .number, isDateTime: $0 == .dateTime)
        }
        isSimulated = head.isSimulated || rows[..<first].contains { decodedText($0.bytes).saysSimulated }
        name(rows, head.lastComment)
    }

    /// Finds the headings, and the row of units that may stand below them.
    private mutating func name(_ rows: [NumberedLine], _ comment: [UInt8]?) {
        var headings: [String] = []
        if nameFromLabChart(rows) { return }
        if firstRow > 0 {
            headings = texts(rows[firstRow - 1].bytes)
            if firstRow > 1, Self.areUnits(headings) {
                let above = texts(rows[firstRow - 2].bytes)
                if above.count == columns.count, headings.count <= columns.count {
                    for (place, unit) in headings.enumerated() { columns[place].unit = unit }
                    headings = above
                }
            }
            if headings.count != columns.count, delimiter == .blanks {
                notes.append("the headings do not fit the columns and were left aside")
                headings = []
            }
        } else if let comment {
            let words = texts(comment)
            if words.count == columns.count { headings = words }
        }
        for (place, heading) in headings.prefix(columns.count).enumerated() { columns[place].heading = heading }
    }

    /// LabChart's text export has lines that begin with `ChannelTitle=` and `UnitName=`; its first column is time.
    private mutating func nameFromLabChart(_ rows: [NumberedLine]) -> Bool {
        var isFound = false
        for row in rows[..<firstRow] {
            let cells = texts(row.bytes)
            let titles = cells.first == "ChannelTitle="
            guard titles || cells.first == "UnitName=" else { continue }
            isFound = isFound || titles
            for (place, cell) in cells.prefix(columns.count).enumerated().dropFirst() {
                if titles { columns[place].heading = cell } else { columns[place].unit = cell }
            }
        }
        if isFound { columns[0].heading = "time" }
        return isFound
    }

    private func texts(_ row: [UInt8]) -> [String] {
        let byDelimiter = CellSplitter.cells(row, delimiter)
        let cells =
            byDelimiter.count == columns.count || delimiter != .blanks
            ? byDelimiter : CellSplitter.cells(row, .tab)
        return cells.map { decodedText($0).replacingDoubledQuotes.printable().trimmed }
    }

    private static func areUnits(_ cells: [String]) -> Bool {
        let texts = cells.filter { !$0.isEmpty }
        return !texts.isEmpty
            && texts.allSatisfy { text in
                let bare = text.filter { !"()[]".contains($0) }
                return RecordedUnit(parsing: text) != nil
                    || TimeUnit(heading: bare) != nil && bare.split(separator: " ").count == 1
                    || ["v", "mv", "uv", "µv", "-", "a.u."].contains(bare.lowercased())
            }
    }
}

/// Rows split one way, and how well that suits them.
private struct Split {
    enum Kind { case number, dateTime, text }

    let delimiter: CellDelimiter
    let decimalSign: UInt8
    /// Cells in most rows.
    let width: Int
    /// What most cells of each column are.
    let kinds: [Kind]
    /// The share of cells that are numbers, times or empty.
    let readable: Double
    /// Up to 1 for one column, more where the rows have several columns and the same number of them.
    let score: Double

    init(_ rows: ArraySlice<NumberedLine>, _ delimiter: CellDelimiter, decimalSign: UInt8) {
        self.delimiter = delimiter
        self.decimalSign = decimalSign
        var widths: [Int: Int] = [:]
        let split = rows.map { CellSplitter.cells($0.bytes, delimiter) }
        for cells in split { widths[cells.count, default: 0] += 1 }
        let width = widths.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key ?? 0
        self.width = width
        var numbers = [Int](repeating: 0, count: width)
        var times = numbers
        var texts = numbers
        for cells in split where cells.count == width {
            for (column, cell) in cells.enumerated() {
                switch cell.withUnsafeBytes({ TimeCell($0[...], decimalSign: decimalSign) }) {
                case .number?: numbers[column] += 1
                case .some: times[column] += 1
                case nil: if !MissingValue.isMissing(cell) { texts[column] += 1 }
                }
            }
        }
        kinds = (0..<width).map { column in
            if numbers[column] > 0 && numbers[column] >= texts[column] + times[column] { return .number }
            return times[column] > 0 && times[column] >= texts[column] ? .dateTime : .text
        }
        let cells = (widths[width] ?? 0) * width
        readable = cells == 0 ? 0 : 1 - Double(texts.reduce(0, +)) / Double(cells)
        let share = rows.isEmpty ? 0 : Double(widths[width] ?? 0) / Double(rows.count)
        let hasNumbers = numbers.contains { $0 > 0 }
        score = !hasNumbers ? 0 : readable * share * (width > 1 ? 2 : 1)
    }

    /// The first row that has a number or time wherever the columns have them.
    func firstRow(_ rows: [NumberedLine]) -> Int? {
        guard kinds.contains(.number) else { return nil }
        return rows.firstIndex { row in
            let cells = CellSplitter.cells(row.bytes, delimiter)
            guard cells.count == width else { return false }
            var hasNumber = false
            for (cell, kind) in zip(cells, kinds) where kind != .text {
                let isReadable = cell.withUnsafeBytes { TimeCell($0[...], decimalSign: decimalSign) } != nil
                guard isReadable || MissingValue.isMissing(cell) else { return false }
                if isReadable { hasNumber = true }
            }
            return hasNumber
        }
    }
}

/// What programs write where they have no value.
enum MissingValue {
    private static let words: Set<String> = [
        "nan", "na", "n/a", "#n/a", "null", "none", "nil", "inf", "-inf", "+inf", "-", "--", "?", ".", "missing",
        "-nan",
        "1.#qnan", "-nan(ind)", "infinity", "-infinity",
    ]

    static func isMissing(_ cell: some Collection<UInt8>) -> Bool {
        cell.isEmpty || cell.count <= 10 && words.contains(decodedText(Array(cell)).lowercased())
    }
}

extension String {
    var replacingDoubledQuotes: String {
        var result = ""
        var isSecond = false
        for character in self {
            if character == "\"" && isSecond {
                isSecond = false
                continue
            }
            isSecond = character == "\""
            result.append(character)
        }
        return result
    }
}
