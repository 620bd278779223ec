// SPDX-License-Identifier: Apache-2.0
import Foundation
import Perineometry
import RecordingFiles

@testable import SessionExport

/// A file as this project's own reader reads it.
struct Reading {
    let description: RecordingDescription
    let annotations: [RecordedAnnotation]
    /// By place on the grid.
    private(set) var values: [Int: ChannelVector] = [:]

    init(_ bytes: [UInt8], named name: String, selection: RecordingSelection = RecordingSelection()) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tonus-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent(name)
        try Data(bytes).write(to: path)
        let file = try RecordingFile(path: path.path, selection: selection)
        description = file.description
        annotations = file.annotations
        while let piece = try file.next() {
            guard case .samples(let block) = piece else { continue }
            for (offset, sample) in block.samples.enumerated() {
                values[Int(block.first.value) + offset] = sample
            }
        }
    }
}

/// A session on its grid.
struct Laid {
    private(set) var values: [Int: [Double]] = [:]

    init(_ session: some ExportableSession) throws {
        var timeline = try SessionTimeline(session)
        while let piece = try timeline.next() {
            guard case .samples(let placed) = piece else { continue }
            for offset in 0..<placed.run.count {
                values[placed.place + offset] = placed.run.pressures.map { $0[offset] }
            }
        }
    }
}
