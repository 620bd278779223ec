// SPDX-License-Identifier: Apache-2.0
import Perineometry

/// What a first look over an EDF file's records finds: how many there are, when they start, and what is noted.
///
/// A note about a span may stand in any record, so the notes have to be known before the samples are read.
struct EDFSurvey {
    /// So many notes are kept (assumption: a session has some hundreds); more are counted.
    static let annotationLimit = 10_000
    /// The most bytes of annotations in a record that are read; a record for samples alone may be larger.
    static let areaLimit = 1 << 20

    private(set) var records: Int
    private(set) var annotations: [RecordedAnnotation] = []
    /// Spans that the notes call a gap, in seconds after the first sample, in order.
    private(set) var gaps: [ClosedRange<Double>] = []
    /// Seconds of the first record's start after the header's start.
    private(set) var firstOnset = 0.0
    /// The end of the last record, in seconds after the first sample.
    private(set) var endSeconds = 0.0
    private(set) var notes: [String] = []

    init(_ header: EDFHeader, _ source: ByteSource, _ window: FileWindow) throws(RecordingFileError) {
        records = Self.countRecords(header, bytes: source.size ?? 0, notes: &notes)
        guard header.signals.contains(where: \.isAnnotations) else {
            guard !header.isDiscontinuous || records == 0 else {
                throw .recordWithoutTime(path: source.path, record: 1)
            }
            endSeconds = Double(records) * header.recordSeconds
            return
        }
        var entries: [EDFAnnotations.Entry] = []
        var left = 0
        var unreadable = 0
        for record in 0..<records {
            let found = try Self.annotations(header, window, record: record)
            unreadable += found.unreadable
            if header.isDiscontinuous {
                guard let onset = found.recordOnset else {
                    throw .recordWithoutTime(path: source.path, record: record + 1)
                }
                if record == 0 { firstOnset = onset }
                // Half a millisecond leaves room for onsets written with three decimals.
                guard onset - firstOnset >= endSeconds - 0.0005 else {
                    throw .recordsUnsorted(
                        path: source.path, record: record + 1, seconds: onset, previousEnd: endSeconds + firstOnset)
                }
                endSeconds = onset - firstOnset + header.recordSeconds
            } else if record == 0 {
                firstOnset = found.recordOnset ?? 0
            }
            let room = Self.annotationLimit - entries.count
            entries += found.entries.prefix(room)
            left += max(0, found.entries.count - room)
        }
        if !header.isDiscontinuous { endSeconds = Double(records) * header.recordSeconds }
        if unreadable > 0 { notes.append("annotations left out because they are unreadable: \(unreadable)") }
        if left > 0 {
            notes.append("only the first \(Self.annotationLimit) annotations were read; \(left) were left out")
        }
        for entry in entries {
            let onset = entry.onset - firstOnset
            annotations.append(
                RecordedAnnotation(onsetSeconds: onset, durationSeconds: entry.duration, text: entry.text))
            // BAD_gap is Tonus's own mark; BAD_ACQ_SKIP is what MNE-Python writes for stretches not acquired.
            let isGap = ["bad_gap", "bad_acq_skip"].contains(entry.text.lowercased())
            if isGap, let duration = entry.duration, duration > 0 { gaps.append(onset...onset + duration) }
        }
        gaps.sort { $0.lowerBound < $1.lowerBound }
    }

    /// The annotations of a record, those of all its annotation signals; the first signal keeps the time.
    static func annotations(
        _ header: EDFHeader, _ window: FileWindow, record: Int
    ) throws(RecordingFileError) -> EDFAnnotations {
        var bytes: [UInt8] = []
        var offset = header.headerBytes + record * header.recordBytes
        for signal in header.signals {
            let length = signal.samplesPerRecord * header.bytesPerSample
            if signal.isAnnotations {
                var done = 0
                let wanted = min(length, Self.areaLimit - bytes.count)
                while done < wanted {
                    let part = try window.bytes(at: offset + done, count: min(FileWindow.capacity, wanted - done))
                    if part.isEmpty { break }
                    bytes += part
                    done += part.count
                }
                // One signal's last list must not run into the next signal's first.
                bytes.append(0)
            }
            offset += length
        }
        return EDFAnnotations(bytes)
    }

    private static func countRecords(_ header: EDFHeader, bytes: Int, notes: inout [String]) -> Int {
        guard header.recordBytes > 0 else { return 0 }
        let data = max(0, bytes - header.headerBytes)
        let whole = data / header.recordBytes
        let rest = data % header.recordBytes
        if header.statedRecords < 0 {
            notes.append("the header does not say how many records there are; \(whole) were found")
        } else if whole < header.statedRecords {
            notes.append("the file is cut short: \(whole) whole records of \(header.statedRecords)")
        } else if whole > header.statedRecords || rest > 0 {
            let extra = data - header.statedRecords * header.recordBytes
            notes.append("\(extra) bytes after the last record were left out")
        }
        return header.statedRecords < 0 ? whole : min(whole, header.statedRecords)
    }
}
