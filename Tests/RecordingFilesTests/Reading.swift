// SPDX-License-Identifier: Apache-2.0
import Foundation
import Perineometry
import RecordingFiles

/// A recording read to its end.
struct Reading {
    var description: RecordingDescription
    var annotations: [RecordedAnnotation]
    var notes: [String]
    var pieces: [RecordingPiece] = []

    init(path: String, _ selection: RecordingSelection = RecordingSelection()) throws {
        let file = try RecordingFile(path: path, selection: selection)
        while let piece = try file.next() { pieces.append(piece) }
        description = file.description
        annotations = file.annotations
        notes = file.notes
    }

    /// In memory where there is such a folder: thousands of small files take their time on a disk.
    private static let folder =
        FileManager.default.isWritableFile(atPath: "/dev/shm")
        ? URL(filePath: "/dev/shm") : FileManager.default.temporaryDirectory

    /// Reads the bytes through a file that is gone afterwards.
    init(_ bytes: some Sequence<UInt8>, _ selection: RecordingSelection = RecordingSelection()) throws {
        let path = Self.folder.appending(path: "recording-\(UUID().uuidString)").path
        guard FileManager.default.createFile(atPath: path, contents: Data(bytes)) else {
            throw CocoaError(.fileWriteUnknown)
        }
        defer { try? FileManager.default.removeItem(atPath: path) }
        try self.init(path: path, selection)
    }

    init(_ text: String, _ selection: RecordingSelection = RecordingSelection()) throws {
        try self.init(Array(text.utf8), selection)
    }

    /// The samples of a channel, gaps left out.
    func values(_ channel: Int = 0) -> [Double] {
        blocks.flatMap { block in block.samples.map { $0[channel] } }
    }

    var clipped: [UInt8] { blocks.flatMap(\.clipped) }

    var blocks: [RecordingBlock] {
        pieces.compactMap { piece in if case .samples(let block) = piece { block } else { nil } }
    }

    var gaps: [RecordingGap] {
        pieces.compactMap { piece in if case .gap(let gap) = piece { gap } else { nil } }
    }

    /// The error that reading gives; nil where it gives none.
    static func error(_ text: String, _ selection: RecordingSelection = RecordingSelection()) -> RecordingFileError? {
        error(Array(text.utf8), selection)
    }

    static func error(
        _ bytes: [UInt8], _ selection: RecordingSelection = RecordingSelection()
    ) -> RecordingFileError? {
        do {
            _ = try Reading(bytes, selection)
            return nil
        } catch {
            return error as? RecordingFileError
        }
    }
}
