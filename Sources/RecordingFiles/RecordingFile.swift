// SPDX-License-Identifier: Apache-2.0
import Perineometry

/// A recording made elsewhere, read piece by piece in constant memory: EDF, EDF+, BDF, BDF+ or delimited text, told
/// apart by content.
///
/// ```swift
/// let file = try RecordingFile(path: "visit.edf")
/// while let piece = try file.next() {
///     if case .samples(let block) = piece { for sample in block.samples { detect(sample[0]) } }
/// }
/// ```
///
/// Text may come from a pipe; EDF and BDF need a regular file. Not for use by several threads at once.
public final class RecordingFile {
    /// What the file says of itself.
    public let description: RecordingDescription
    /// The notes that an EDF+ or BDF+ file carries, at most 10 000; known before reading.
    public let annotations: [RecordedAnnotation]
    private var reader: any PieceReader

    /// Opens a recording and reads as much as tells what it is.
    ///
    /// - Parameters:
    ///   - path: of the file; `-` for standard input.
    ///   - name: what errors call it; nil: its path.
    ///   - selection: the channels to read.
    /// - Throws: where the file cannot be opened, is of another kind, is damaged in its header, or the channels, their
    ///   units or the rate are not clear.
    public init(
        path: String, name: String? = nil, selection: RecordingSelection = RecordingSelection()
    ) throws(RecordingFileError) {
        let source = try ByteSource(path: path, name: name)
        let head = try Self.head(of: source)
        if EDFHeader.isStart(head) {
            reader = try EDFReader(source, selection)
        } else {
            try ForeignFormat.refuse(head, path: source.path)
            reader = try TextReader(source, head: head, selection)
        }
        description = reader.description
        annotations = reader.annotations
    }

    /// The next samples or gap; nil after the last. After an error there is nothing more to read.
    public func next() throws(RecordingFileError) -> RecordingPiece? { try reader.next() }

    /// What was assumed, converted or left out so far, each in half a sentence; complete after the last piece.
    public var notes: [String] { reader.notes }

    private static func head(of source: ByteSource) throws(RecordingFileError) -> [UInt8] {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: LineReader.lineBytes, alignment: 8)
        defer { buffer.deallocate() }
        var filled = 0
        while filled < buffer.count {
            let count = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
            if count == 0 { break }
            filled += count
        }
        guard filled > 0 else { throw .empty(path: source.path) }
        return Array(buffer[..<filled])
    }
}

/// What a reader of one kind of file offers.
protocol PieceReader {
    var description: RecordingDescription { get }
    var annotations: [RecordedAnnotation] { get }
    var notes: [String] { get }
    mutating func next() throws(RecordingFileError) -> RecordingPiece?
}

/// Files that people try and that are neither EDF nor text.
enum ForeignFormat {
    private static let starts: [(start: [UInt8], what: String, remedy: String)] = [
        ([0x1F, 0x8B], "a gzip archive", "Unpack it first, or pipe it: zcat FILE | tonus analyze -"),
        (Array("PK".utf8) + [3, 4], "a ZIP archive or a spreadsheet", "Save the sheet as CSV, or unpack the archive."),
        ([0xD0, 0xCF, 0x11, 0xE0], "an old spreadsheet", "Save the sheet as CSV."),
        ([0xFF, 0xFE], "UTF-16 text", "Convert it: iconv -f UTF-16 -t UTF-8 FILE"),
        ([0xFE, 0xFF], "UTF-16 text", "Convert it: iconv -f UTF-16 -t UTF-8 FILE"),
        ([0x89] + Array("HDF".utf8), "HDF5", "Export it as CSV or EDF."),
        (Array("MATLAB ".utf8), "a MATLAB file", "Export it as CSV or EDF."),
        (Array("SQLite format 3".utf8), "an SQLite database", "Export it as CSV or EDF."),
        (Array("GDF ".utf8), "GDF", "Convert it to EDF."),
        (Array("%PDF".utf8), "a PDF document", "Export the recording itself, as CSV or EDF."),
        (Array("XDF:".utf8), "XDF", "Export it as CSV or EDF."),
    ]

    static func refuse(_ head: [UInt8], path: String) throws(RecordingFileError) {
        if let known = starts.first(where: { head.starts(with: $0.start) }) {
            throw .otherFormat(path: path, what: known.what, remedy: known.remedy)
        }
        if head.contains(0) {
            throw .otherFormat(
                path: path, what: "binary data of an unknown kind", remedy: "Export the recording as CSV or EDF.")
        }
    }
}
