// SPDX-License-Identifier: Apache-2.0
import Perineometry

/// Takes the wanted cells out of a row.
struct RowParser {
    /// What each column is wanted for: a channel from 0, `time` or `nothing`.
    private let use: [Int8]
    private let delimiter: CellDelimiter
    private let decimalSign: UInt8
    private let factors: [Double]

    private static let nothing: Int8 = -1
    private static let time: Int8 = -2

    /// The last row's values; NaN where it has no number.
    private(set) var values = ChannelVector.zero
    /// The last row's time; nil where it is unreadable or not wanted.
    private(set) var time: TimeCell?
    /// Cells that hold something, but neither a number nor a word for a missing one.
    private(set) var unreadable = Occurrences()

    /// - Parameters:
    ///   - delimiter: between the cells.
    ///   - decimalSign: in the numbers.
    ///   - columns: those of the channels, counted from 0; at most 8.
    ///   - factors: by which each channel is multiplied.
    ///   - time: the column of the time, where it is wanted.
    init(delimiter: CellDelimiter, decimalSign: UInt8, columns: [Int], factors: [Double], time: Int?) {
        self.delimiter = delimiter
        self.decimalSign = decimalSign
        self.factors = factors
        var use = [Int8](repeating: Self.nothing, count: 1 + max(columns.max() ?? 0, time ?? 0))
        for (channel, column) in columns.enumerated() { use[column] = Int8(channel) }
        if let time { use[time] = Self.time }
        self.use = use
    }

    mutating func parse(_ row: [UInt8], line: Int) {
        row.withUnsafeBytes { parse($0[...], line: line) }
    }

    mutating func parse(_ row: Slice<UnsafeRawBufferPointer>, line: Int) {
        values = .zero
        for channel in 0..<factors.count { values[channel] = .nan }
        time = nil
        var cells = CellSplitter(row, delimiter)
        for purpose in use {
            guard let cell = cells.next() else { break }
            if purpose == Self.nothing { continue }
            if purpose == Self.time {
                time = TimeCell(cell, decimalSign: decimalSign)
            } else if let number = DecimalNumber.parse(cell, decimalSign: decimalSign) {
                values[Int(purpose)] = number * factors[Int(purpose)]
            } else if !MissingValue.isMissing(cell) {
                unreadable.add(line)
            }
        }
    }
}
