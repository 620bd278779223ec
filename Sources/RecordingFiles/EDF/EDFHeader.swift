// SPDX-License-Identifier: Apache-2.0
import Perineometry

/// The header of an EDF, EDF+, BDF or BDF+ file.
///
/// Layouts: Kemp et al. 1992 (EDF), Kemp and Olivan 2003 (EDF+), https://www.edfplus.info/specs/; for BDF
/// https://www.biosemi.com/faq/file_format.htm.
struct EDFHeader: Sendable {
    /// As EDFlib; a header of more signals is more likely damaged than true.
    static let signalLimit = 512
    /// Bytes of one signal in one record. EDFlib allows a record of 15 MB; files of one long record exist.
    static let signalBytesLimit = 1 << 30

    var format: RecordingFormat
    var bytesPerSample: Int
    var headerBytes: Int
    /// As the header states it; -1 where the recorder did not live to write it.
    var statedRecords: Int
    var recordSeconds: Double
    var signals: [EDFSignal]
    var start: String?
    var isSimulated: Bool
    var notes: [String] = []

    var recordBytes: Int { signals.reduce(0) { $0 + $1.samplesPerRecord } * bytesPerSample }
    var isDiscontinuous: Bool { format == .edfPlusDiscontinuous || format == .bdfPlusDiscontinuous }

    /// Whether a file with this start is EDF or BDF.
    static func isStart(_ head: some Collection<UInt8>) -> Bool {
        let start = Array(head.prefix(8))
        return start == Array("0       ".utf8) || start == [0xFF] + Array("BIOSEMI".utf8)
    }

    init(_ source: ByteSource) throws(RecordingFileError) {
        let path = source.path
        let fixed = try EDFFields(source, at: 0, count: 256)
        bytesPerSample = fixed.bytes[0] == 0xFF ? 3 : 2
        let reserved = fixed.text(192, 44)
        format = Self.format(isBDF: bytesPerSample == 3, reserved: reserved)
        let count = try fixed.whole(252, 4, "number of signals", 1...Self.signalLimit)
        headerBytes = try fixed.whole(184, 8, "number of header bytes", 0...1 << 24)
        guard headerBytes == 256 * (count + 1) else {
            throw .header(
                path: path, field: "number of header bytes", value: "\(headerBytes)",
                expected: "256 * (signals + 1) = \(256 * (count + 1))")
        }
        statedRecords = try fixed.whole(236, 8, "number of data records", -1...99_999_999)
        recordSeconds = try fixed.number(244, 8, "duration of a data record")
        let recording = fixed.text(88, 80)
        isSimulated = recording.saysSimulated || fixed.text(8, 80).saysSimulated
        start = Self.start(date: fixed.text(168, 8), time: fixed.text(176, 8), recording: recording)

        let fields = try EDFFields(source, at: 256, count: 256 * count)
        signals = []
        for signal in 0..<count {
            signals.append(try EDFSignal(fields, signal, of: count, bytesPerSample: bytesPerSample))
        }
        guard recordSeconds > 0 || signals.allSatisfy(\.isAnnotations) else {
            throw .header(
                path: path, field: "duration of a data record", value: "\(recordSeconds)", expected: "a number above 0")
        }
        if signals.contains(where: { $0.label.saysSimulated || $0.transducer.saysSimulated }) { isSimulated = true }
    }

    private static func format(isBDF: Bool, reserved: String) -> RecordingFormat {
        let kind = reserved.uppercased()
        if kind.hasPrefix("EDF+D") || kind.hasPrefix("BDF+D") {
            return isBDF ? .bdfPlusDiscontinuous : .edfPlusDiscontinuous
        }
        if kind.hasPrefix("EDF+C") || kind.hasPrefix("BDF+C") {
            return isBDF ? .bdfPlusContinuous : .edfPlusContinuous
        }
        return isBDF ? .bdf : .edf
    }

    /// `dd.mm.yy` and `hh.mm.ss` as `yyyy-mm-ddThh:mm:ss`; years before 85 are of this century. Nil where they are
    /// unreadable, or the 1st of January 1985 that stands for a date withheld.
    private static func start(date: String, time: String, recording: String) -> String? {
        let day = date.split { !$0.isNumber }.compactMap { Int($0) }
        let clock = time.split { !$0.isNumber }.compactMap { Int($0) }
        guard day.count == 3, clock.count == 3, (1...31).contains(day[0]), (1...12).contains(day[1]),
            (0...99).contains(day[2]), clock[0] < 24, clock[1] < 60, clock[2] < 60
        else { return nil }
        var year = day[2] < 85 ? 2000 + day[2] : 1900 + day[2]
        // Startdate 14-MAR-2026: the only place for all four digits.
        let words = recording.split(separator: " ")
        if words.count > 1, words[0].lowercased() == "startdate",
            let full = words[1].split(separator: "-").last.flatMap({ Int($0) }), (1900...2999).contains(full)
        {
            year = full
        }
        if year == 1985 && day[0] == 1 && day[1] == 1 { return nil }
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(year)-\(two(day[1]))-\(two(day[0]))T\(two(clock[0])):\(two(clock[1])):\(two(clock[2]))"
    }
}

/// One signal as the header describes it.
struct EDFSignal: Sendable {
    var label: String
    var transducer: String
    var unitText: String
    var physical: (least: Double, greatest: Double)?
    var digital: (least: Double, greatest: Double)?
    var samplesPerRecord: Int
    var isAnnotations: Bool
    /// BDF's trigger word, which is no measurement.
    var isStatus: Bool
    private var limitTexts: [String]

    init(_ fields: EDFFields, _ signal: Int, of count: Int, bytesPerSample: Int) throws(RecordingFileError) {
        func text(_ before: Int, _ width: Int) -> String { fields.text(before * count + signal * width, width) }
        label = text(0, 16)
        transducer = text(16, 80)
        unitText = text(96, 8)
        limitTexts = [text(104, 8), text(112, 8), text(120, 8), text(128, 8)]
        let limits = limitTexts.map { DecimalNumber.parse($0) }
        if let least = limits[0], let greatest = limits[1] { physical = (least, greatest) }
        if let least = limits[2], let greatest = limits[3] { digital = (least, greatest) }
        let named = label.isEmpty ? "signal \(signal + 1)" : "signal \(signal + 1) \"\(label.printable())\""
        samplesPerRecord = try fields.whole(
            216 * count + signal * 8, 8, "samples in a record of \(named)",
            0...EDFHeader.signalBytesLimit / bytesPerSample)
        isAnnotations = label == "EDF Annotations" || label == "BDF Annotations"
        isStatus = bytesPerSample == 3 && label == "Status"
    }

    /// What a digital value stands for: value * gain + offset.
    func scale(path: String, name: String) throws(RecordingFileError) -> (gain: Double, offset: Double) {
        guard let physical else {
            throw .header(
                path: path, field: "physical minimum and maximum of signal \(name)",
                value: "\(limitTexts[0]), \(limitTexts[1])", expected: "two numbers")
        }
        guard let digital, digital.least < digital.greatest else {
            throw .header(
                path: path, field: "digital minimum and maximum of signal \(name)",
                value: "\(limitTexts[2]), \(limitTexts[3])", expected: "two numbers, the first the smaller")
        }
        guard physical.least != physical.greatest else {
            throw .header(
                path: path, field: "physical minimum and maximum of signal \(name)",
                value: "\(limitTexts[0]), \(limitTexts[1])", expected: "two different numbers")
        }
        let gain = (physical.greatest - physical.least) / (digital.greatest - digital.least)
        return (gain, physical.least - digital.least * gain)
    }
}

/// A stretch of header bytes, in which every field is padded ASCII.
struct EDFFields {
    let path: String
    let bytes: [UInt8]

    init(_ source: ByteSource, at offset: Int, count: Int) throws(RecordingFileError) {
        path = source.path
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 1)
        defer { buffer.deallocate() }
        let filled = try source.read(at: offset, into: buffer)
        guard filled == count else { throw .headerCut(path: path, bytes: offset + filled, needed: offset + count) }
        bytes = Array(buffer)
    }

    func text(_ offset: Int, _ width: Int) -> String { decodedText(bytes[offset..<offset + width]).trimmed }

    func number(_ offset: Int, _ width: Int, _ field: String) throws(RecordingFileError) -> Double {
        let text = text(offset, width)
        guard let number = DecimalNumber.parse(text) else {
            throw .header(path: path, field: field, value: text.printable(), expected: "a number")
        }
        return number
    }

    func whole(
        _ offset: Int, _ width: Int, _ field: String, _ range: ClosedRange<Int>
    ) throws(RecordingFileError) -> Int {
        let text = text(offset, width)
        // Some writers put a decimal point even here.
        guard let number = DecimalNumber.parse(text), let whole = Int(exactly: number), range.contains(whole) else {
            throw .header(
                path: path, field: field, value: text.printable(),
                expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return whole
    }
}
