// SPDX-License-Identifier: Apache-2.0

/// Finds a text's time column and the rate at which it goes.
struct TimeColumn {
    var column: Int
    var scale: TimeScale
    var rateHertz: Double
    /// See `TimeFit`.
    var firstDue: Double
    /// The first cell, where it is a date and time.
    var start: String?
    var notes: [String] = []

    /// The columns that are no pressure: they hold times or number the rows.
    static func setAside(_ layout: TextLayout, _ cells: [[[UInt8]]]) -> Set<Int> {
        var aside: Set<Int> = []
        for (place, column) in layout.columns.enumerated() {
            if TimeUnit.isTime(column.heading) || TimeUnit.isRowNumber(column.heading) { aside.insert(place) }
        }
        if layout.columns.count > 1, Self.increases(layout, cells) { aside.insert(0) }
        return aside
    }

    /// The column that looks most like time; nil where none does.
    static func guess(_ layout: TextLayout, _ cells: [[[UInt8]]]) -> Int? {
        let columns = layout.columns
        if let dated = columns.firstIndex(where: \.isDateTime) { return dated }
        let named = columns.firstIndex { $0.isNumeric && TimeUnit.isTime($0.heading) }
        if let named { return named }
        guard columns.count > 1, !TimeUnit.isRowNumber(columns[0].heading), Self.increases(layout, cells),
            // Steps of exactly 1 number the rows; they are no time.
            Self.steps(layout, cells, column: 0).contains(where: { $0 != 1 })
        else { return nil }
        return 0
    }

    /// Whether the first column goes up in even steps, and does not say that it is something else than time.
    private static func increases(_ layout: TextLayout, _ cells: [[[UInt8]]]) -> Bool {
        let column = layout.columns[0]
        let named = column.unit ?? column.heading
        let says =
            TimeUnit(heading: named) == nil && HeadingUnit(named) != .none
            || column.heading.lowercased().contains("press")
        let steps = Self.steps(layout, cells, column: 0)
        guard column.isNumeric, !says, steps.count >= 9, steps.allSatisfy({ $0 > 0 }) else { return false }
        let median = steps.sorted()[steps.count / 2]
        let even = steps.filter { $0 > 0.4 * median && $0 < 1.6 * median }
        return Double(even.count) > 0.9 * Double(steps.count)
    }

    private static func steps(_ layout: TextLayout, _ cells: [[[UInt8]]], column: Int) -> [Double] {
        let values = cells.compactMap { row in
            column < row.count
                ? row[column].withUnsafeBytes { DecimalNumber.parse($0[...], decimalSign: layout.decimalSign) } : nil
        }
        return zip(values.dropFirst(), values).map { $0 - $1 }
    }

    init(_ column: Int, _ layout: TextLayout, _ rows: ArraySlice<NumberedLine>, _ cells: [[[UInt8]]], path: String)
        throws(RecordingFileError)
    {
        self.column = column
        let heading = layout.columns[column].heading
        let name = heading.isEmpty ? "\(column + 1)" : "\(column + 1) \"\(heading)\""
        var stamps: [TimeCell] = []
        for row in cells where column < row.count {
            if let cell = row[column].withUnsafeBytes({ TimeCell($0[...], decimalSign: layout.decimalSign) }) {
                if stamps.isEmpty, case .dateTime = cell {
                    start = decodedText(row[column]).replacingBlankByT
                }
                stamps.append(cell)
            }
        }
        guard let origin = stamps.first else {
            let line = rows.first
            let text = cells.first.flatMap { column < $0.count ? decodedText($0[column]).printable() : nil }
            throw .unreadableTime(path: path, column: name, line: line?.number ?? 1, value: text ?? "")
        }
        var scale = TimeScale(origin: origin)
        var seconds: [Double] = []
        for stamp in stamps { if let second = scale.seconds(stamp) { seconds.append(second) } }
        guard let fit = TimeFit(seconds) else {
            throw .unsteadyTime(path: path, column: name)
        }
        var interval = fit.intervalSeconds
        firstDue = fit.firstDue
        scale = TimeScale(origin: origin)
        if scale.countsNumbers {
            let unitText = layout.columns[column].unit ?? ""
            let stated = TimeUnit(heading: unitText) ?? TimeUnit(heading: heading)
            // "t" and "time" are no units; a heading of one word may be both, such as "ms".
            guard let unit = stated ?? TimeUnit(step: interval) else {
                throw .rateOutOfRange(path: path, hertz: 1 / interval, source: "from the time column \(name)")
            }
            if stated == nil {
                notes.append("the times in column \(name) were taken for \(unit.name) by their steps")
            }
            scale.unit = unit
            interval *= unit.rawValue
            firstDue *= unit.rawValue
        }
        var rate = 1 / interval
        // Time stamps and a crystal's frequency are seldom exact to 200 parts in a million (assumption).
        if abs(rate - rate.rounded()) < 0.000_2 * rate { rate = rate.rounded() }
        guard RecordingDescription.rateLimitsHertz.contains(rate) else {
            throw .rateOutOfRange(path: path, hertz: rate, source: "from the time column \(name)")
        }
        rateHertz = rate
        self.scale = scale
        if fit.irregularShare > 0.1 {
            notes.append(
                "\(Int((fit.irregularShare * 100).rounded())) % of the first time steps are irregular;"
                    + " if the device sampled evenly, give --rate")
        }
    }
}

extension String {
    /// ISO 8601 has a T between date and time where people put a blank.
    fileprivate var replacingBlankByT: String { split(separator: " ", maxSplits: 1).joined(separator: "T") }
}
