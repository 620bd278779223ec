// SPDX-License-Identifier: Apache-2.0
import Foundation
import Perineometry
import RecordingFiles
import Testing

/// Damaged files give samples or an error, never a trap, and never more samples than the bytes can hold.
@Suite struct MutationTests {
    private func mutated(_ bytes: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...6, using: &generator) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
            case 1:
                bytes[place] =
                    Array("0123456789-+.,;eE \t\n\r\"#\u{14}\u{15}\0".utf8).randomElement(using: &generator) ?? 0
            case 2: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...40, using: &generator)))
            case 3: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 30)], at: place)
            case 4: bytes.removeLast(Int.random(in: 0...bytes.count / 2, using: &generator))
            default: bytes.insert(contentsOf: Array("99999999".utf8), at: place)
            }
        }
        return bytes
    }

    private func survive(_ originals: [[UInt8]], seed: UInt64, _ selections: [RecordingSelection]) throws {
        var generator = SeededGenerator(seed: seed)
        var read = 0
        for turn in 0..<2000 {
            let bytes = mutated(originals[turn % originals.count], &generator)
            do {
                let reading = try Reading(bytes, selections[turn / originals.count % selections.count])
                #expect(reading.values().count <= bytes.count)
                var inspection = SignalInspection(rateHertz: reading.description.rateHertz)
                for piece in reading.pieces { inspection.take(piece) }
                #expect(inspection.finish().samples <= UInt64(bytes.count))
                read += 1
            } catch let error as RecordingFileError {
                #expect(!error.message.isEmpty && !error.hint.isEmpty)
            }
        }
        // The mutations are mild enough that the readers behind the headers are reached.
        #expect(read > 200)
    }

    @Test func damagedEDF() throws {
        var discontinuous = EDFMaker(Array(0..<30))
        discontinuous.reserved = "EDF+D"
        discontinuous.annotations = [
            EDFMaker.timed("+0"), EDFMaker.timed("+1", "+4.25\u{15}0.5\u{14}BAD_gap\u{14}\0"), EDFMaker.timed("+5.5"),
        ]
        var mixed = EDFMaker(Array(0..<20))
        mixed.signals.append(.init(label: "abd", samplesPerRecord: 3, values: Array(0..<6)))
        mixed.isBDF = true
        try survive(
            [EDFMaker().bytes(), discontinuous.bytes(), mixed.bytes()], seed: 1,
            [RecordingSelection(), RecordingSelection(pelvicFloor: "1", unit: .mmHg)])
    }

    @Test func damagedText() throws {
        let comma =
            "# simulated\ntime_ms,pressure,abd\n"
            + (0..<40).map { "\($0 * 10),\(Double($0) / 3),\($0)\n" }.joined()
        let semicolon = "Zeit;\"Druck (mmHg)\"\r\n" + (0..<40).map { "0,\(100 + $0);\($0),5\r\n" }.joined()
        let dated = "t p\n" + (10..<50).map { "2026-01-01T10:00:00.\($0) 1e\($0 % 4)\n" }.joined()
        try survive(
            [comma, semicolon, dated].map { Array($0.utf8) }, seed: 2,
            [RecordingSelection(), RecordingSelection(pelvicFloor: "2", rateHertz: 100)])
    }
}
