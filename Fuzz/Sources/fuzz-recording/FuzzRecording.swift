// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Fuzzing
import Perineometry
import RecordingAnalysis
import RecordingFiles

/// The bytes of a recording, from opening it to the last figure: samples or an error that says what to do, never more
/// samples than the bytes can hold, and results that are JSON.
@main enum FuzzRecording {
    static func main() {
        let file = MemoryFile()
        fuzz { bytes in
            file.fill(with: bytes)
            guard !analyse(file.path, byteCount: bytes.count, RecordingSelection()) else { return }
            // Said what the file does not say, more of it can be read.
            let selection = RecordingSelection(pelvicFloor: "1", unit: .mmHg, rateHertz: 100)
            if !analyse(file.path, byteCount: bytes.count, selection) {
                _ = analyse(
                    file.path, byteCount: bytes.count,
                    RecordingSelection(pelvicFloor: "2", abdominal: "3", unit: .counts, time: "1"))
            }
        }
    }

    /// Whether the recording could be read to its end.
    private static func analyse(_ path: String, byteCount: Int, _ selection: RecordingSelection) -> Bool {
        do {
            try results(of: path, byteCount: byteCount, selection)
            return true
        } catch let error as RecordingFileError {
            require(!error.message.isEmpty && !error.hint.isEmpty, "\(error) says nothing")
            return false
        } catch {
            fatalError("\(error)")
        }
    }

    private static func results(of path: String, byteCount: Int, _ selection: RecordingSelection) throws {
        let file = try RecordingFile(path: path, selection: selection)
        let description = file.description
        require(RecordingDescription.rateLimitsHertz.contains(description.rateHertz), "\(description.rateHertz) Hz")
        var analysis = try RecordingAnalysis(of: description)
        var json = AnalysisJSON(
            version: "fuzz", file: "fuzz", description, by: analysis, zero: .none,
            scale: PressureScale(of: description))
        var samples = 0
        var next: UInt64 = 0
        while let piece = try file.next() {
            switch piece {
            case .samples(let block):
                require(block.first.value == next, "samples at \(block.first.value) instead of \(next)")
                require(block.samples.count == block.clipped.count, "limits are missing")
                samples += block.samples.count
                next += UInt64(block.samples.count)
            case .gap(let gap):
                require(gap.first.value == next && gap.missing > 0, "a gap at \(gap.first.value) instead of \(next)")
                next += gap.missing
            }
            analysis.take(piece)
            while let found = analysis.next() { json.append(found) }
        }
        require(samples <= byteCount, "\(samples) samples in \(byteCount) bytes")
        let summary = analysis.finish()
        while let found = analysis.next() { json.append(found) }
        json.end(summary, notes: file.notes)
        _ = try JSONDecoder().decode(Anything.self, from: Data(json.takeBytes()))
    }

    /// Is content where the text is JSON.
    private struct Anything: Decodable {
        init(from decoder: any Decoder) throws {}
    }
}
