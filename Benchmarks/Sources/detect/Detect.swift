// SPDX-License-Identifier: Apache-2.0
import ContractionDetection
import Foundation
import Perineometry
import SignalProcessing

/// Runs the detector over every session of a folder and prints what it found, as `Benchmarks/detection/score.py` reads it:
/// {"SESSION": [{"onset", "offset", "emitted", "emittedOffset", "kind", …}]}, seconds from the first sample.
///
///     detect FOLDER > detections.json
///     detect FOLDER --evidence > evidence.json
///
/// With `--evidence` what was withdrawn is there too, and each entry has the grounds of its verdict, which `fit.py` reads.
@main
struct Detect {
    /// What `Benchmarks/detection/simulate.py` writes beside the samples.
    struct Description: Decodable {
        var rate: Double
        var channels: Int
        var abdominal: Bool
    }

    struct Found: Encodable {
        var onset: Double
        var offset: Double
        var emitted: Double
        var emittedOffset: Double
        var peak: Double
        var peakTime: Double
        var kind: ContractionKind
        var confidence: Double
        var rule: ContractionRule
        var residual: Double?
        var evidence: Evidence?
    }

    struct Evidence: Encodable {
        var isWithdrawn: Bool
        var height, quickRise, length, rise, fall, width, crown, abdominalRatio, usualHeight, restSwing, company: Double

        init(_ evidence: ContractionEvidence, isWithdrawn: Bool) {
            self.isWithdrawn = isWithdrawn
            (height, quickRise, length) = (evidence.height, evidence.quickRise, evidence.length)
            (rise, fall, width, crown) = (evidence.rise, evidence.fall, evidence.width, evidence.crown)
            (abdominalRatio, usualHeight) = (evidence.abdominalRatio, evidence.usualHeight)
            (restSwing, company) = (evidence.restSwing, evidence.company)
        }
    }

    static func main() throws {
        let arguments = CommandLine.arguments
        let withEvidence = arguments.count == 3 && arguments[2] == "--evidence"
        guard arguments.count == 2 || withEvidence else {
            print("usage: detect FOLDER [--evidence]")
            exit(64)
        }
        let folder = URL(fileURLWithPath: CommandLine.arguments[1])
        var results: [String: [Found]] = [:]
        var samples = 0
        let start = ContinuousClock.now
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        where name.hasSuffix(".f32") {
            let session = String(name.dropLast(4))
            let description = try JSONDecoder().decode(
                Description.self, from: Data(contentsOf: folder.appendingPathComponent(session + ".json")))
            let data = try Data(contentsOf: folder.appendingPathComponent(name))
            results[session] = try detect(data, description, withEvidence: withEvidence)
            samples += data.count / 4 / description.channels
        }
        let elapsed = ContinuousClock.now - start
        FileHandle.standardError.write(Data("\(results.count) sessions, \(samples) samples in \(elapsed)\n".utf8))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        FileHandle.standardOutput.write(try encoder.encode(results))
    }

    static func detect(_ data: Data, _ description: Description, withEvidence: Bool) throws -> [Found] {
        let filter = try FilterChain.live(rateHertz: description.rate)
        var analysis = PressureAnalysis(
            filter: filter, sampleRateHertz: description.rate,
            channels: DetectionChannels(pelvicFloor: 0, abdominal: description.abdominal ? 1 : nil))
        var open: [UInt64: Found] = [:]
        var found: [Found] = []
        func note(_ event: ContractionEvent) {
            let contraction = event.contraction
            let now = event.instant.deviceTime.seconds
            var entry =
                open[contraction.id]
                ?? Found(
                    onset: 0, offset: 0, emitted: now, emittedOffset: .nan, peak: 0, peakTime: 0, kind: .indeterminate,
                    confidence: 0, rule: .rise)
            entry.onset = contraction.onset.deviceTime.seconds
            entry.peak = contraction.peak
            entry.peakTime = contraction.peakTime.seconds
            entry.kind = contraction.kind
            entry.confidence = contraction.confidence
            entry.rule = contraction.rule
            entry.residual = contraction.residual
            if let offset = contraction.offset {
                if entry.emittedOffset.isNaN { entry.emittedOffset = now }
                entry.offset = offset.deviceTime.seconds
            } else {
                entry.emittedOffset = .nan
            }
            open[contraction.id] = entry
            guard event.isFinal else { return }
            open[contraction.id] = nil
            let isWithdrawn = event.phase == .withdrawn
            if withEvidence, let evidence = analysis.latestEvidence, evidence.id == contraction.id {
                entry.evidence = Evidence(evidence, isWithdrawn: isWithdrawn)
                found.append(entry)
            } else if !isWithdrawn {
                found.append(entry)
            }
        }
        data.withUnsafeBytes { bytes in
            let values = bytes.bindMemory(to: Float.self)
            let interval = 1e6 / description.rate
            for frame in 0..<values.count / description.channels {
                var pressure = ChannelVector.zero
                for channel in 0..<description.channels {
                    pressure[channel] = Double(values[frame * description.channels + channel])
                }
                let microseconds = UInt64((Double(frame) * interval).rounded())
                let instant = SampleInstant(
                    index: SampleIndex(UInt64(frame)), deviceTime: DeviceTime(microseconds: microseconds),
                    hostTime: HostTime(nanoseconds: microseconds * 1000))
                if let event = analysis.process(pressure, at: instant).detection.event { note(event) }
            }
            while let event = analysis.interrupt() { note(event) }
        }
        return found
    }
}
