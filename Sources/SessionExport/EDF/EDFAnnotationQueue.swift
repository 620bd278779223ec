// SPDX-License-Identifier: Apache-2.0

/// The notes of an EDF+ file, as bytes, and the records that they go into.
///
/// Every record begins with its own time. The rest of its annotation area takes the notes in order of their onsets; what
/// does not fit waits for the next record, which the format allows.
struct EDFAnnotationQueue: Sendable {
    /// A multiple of two; an area of this size takes the time and the longest note.
    static let leastBytes = 128
    /// Holds 60 long notes in one second; more are spread over the seconds that follow.
    static let greatestBytes = 32_768

    private struct Note: Sendable {
        var place: Int
        var bytes: [UInt8]
    }

    private var notes: [Note] = []
    private let rateHertz: Int

    init(rateHertz: Int) { self.rateHertz = rateHertz }

    /// Takes a note; they come in any order, at most 400 bytes of text each.
    mutating func add(_ text: String, places: Range<Int>, hasDuration: Bool = true) {
        var bytes = Array("+".utf8)
        appendSeconds(places.lowerBound, to: &bytes)
        if hasDuration, !places.isEmpty {
            bytes.append(0x15)
            appendSeconds(places.count, to: &bytes)
        }
        bytes.append(0x14)
        bytes += Array(text.oneLine(maximumBytes: 400).utf8)
        bytes += [0x14, 0]
        notes.append(Note(place: places.lowerBound, bytes: bytes))
    }

    /// Seconds from whole microseconds: rounded binary fractions do not add up in long files.
    private func appendSeconds(_ places: Int, to bytes: inout [UInt8]) {
        let (seconds, rest) = places.quotientAndRemainder(dividingBy: rateHertz)
        let microseconds = seconds * 1_000_000 + (rest * 1_000_000 + rateHertz / 2) / rateHertz
        DecimalText.append(microseconds, overTenTo: 6, to: &bytes)
    }

    /// The areas of so many records, all of the same size.
    func areas(records: Int) throws -> EDFAnnotationAreas {
        let ordered = notes.enumerated().sorted { ($0.element.place, $0.offset) < ($1.element.place, $1.offset) }
            .map(\.element)
        var bytes = Self.leastBytes
        while bytes <= Self.greatestBytes {
            if let areas = EDFAnnotationAreas(
                ordered.map { ($0.place / rateHertz, $0.bytes) }, records: records, bytes: bytes)
            {
                return areas
            }
            bytes *= 2
        }
        throw ExportError.tooLarge(
            what: "The text of \(notes.count) annotations in \(records) s",
            limit: "\(Self.greatestBytes) bytes a second")
    }
}

/// What stands in the annotation area of each record.
struct EDFAnnotationAreas: Sendable {
    let bytes: Int
    /// Those that have notes besides their time.
    private var contents: [Int: [UInt8]] = [:]

    fileprivate init?(_ notes: [(record: Int, bytes: [UInt8])], records: Int, bytes: Int) {
        self.bytes = bytes
        var record = 0
        for note in notes {
            record = min(max(record, note.record), records - 1)
            // The time of a record takes at most 12 bytes: +99999999, two separators and an end.
            while contents[record, default: []].count + note.bytes.count > bytes - 12 {
                record += 1
                guard record < records, note.bytes.count <= bytes - 12 else { return nil }
            }
            contents[record, default: []] += note.bytes
        }
    }

    func area(ofRecord record: Int) -> [UInt8] {
        var area = Array("+\(record)\u{14}\u{14}\u{0}".utf8)
        if let notes = contents[record] { area += notes }
        area += [UInt8](repeating: 0, count: bytes - area.count)
        return area
    }
}
