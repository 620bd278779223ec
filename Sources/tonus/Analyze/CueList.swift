// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import RecordingFiles

/// Reads `--cues`.
enum CueList {
    /// - Parameters:
    ///   - text: as given; nil where nobody said.
    ///   - annotations: of the recording.
    /// - Returns: seconds from the first sample.
    /// - Throws: `ValidationError` where a part is no time.
    static func seconds(_ text: String?, annotations: [RecordedAnnotation]) throws -> [Double] {
        guard let text else { return [] }
        if text == "annotations" {
            return annotations.filter { $0.text.lowercased().hasPrefix("cue") }.map(\.onsetSeconds)
        }
        return try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
            guard let seconds = Double(part), seconds >= 0, seconds < 1e9 else {
                throw ValidationError(
                    "--cues \(text): \"\(part)\" is no time; give seconds such as 10,25.5,40, or the word annotations")
            }
            return seconds
        }
    }
}
