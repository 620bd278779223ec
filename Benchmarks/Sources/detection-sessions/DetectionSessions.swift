// SPDX-License-Identifier: Apache-2.0
import Foundation
import Perineometry
import VirtualPerineometer

/// Writes sessions of the virtual patient with the truth about them, in the files that `Benchmarks/detection/simulate.py`
/// writes too: NAME.f32 (little-endian float32, frames x channels) and NAME.json. All of it is simulated.
///
///     detection-sessions FOLDER COUNT FIRST_SEED
///
/// COUNT is per persona. Rates and one or two channels take turns with the seeds.
@main
struct DetectionSessions {
    /// The rates of real probes and of the fastest that the protocol carries.
    static let ratesHertz = [100, 125, 200, 250, 500, 1000]
    static let seconds = 180.0

    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 4, let count = UInt64(arguments[2]), let first = UInt64(arguments[3]) else {
            print("usage: detection-sessions FOLDER COUNT FIRST_SEED, e.g. detection-sessions /tmp/sessions 6 100001")
            exit(64)
        }
        let folder = URL(fileURLWithPath: arguments[1], isDirectory: true)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (index, persona) in Persona.catalogue.enumerated() {
            for seed in first..<first + count {
                // Every persona meets every rate and either number of channels.
                let turn = Int(seed % 1_000_000) + index
                let rate = ratesHertz[turn % ratesHertz.count]
                let channels = 1 + (turn / ratesHertz.count + turn) % 2
                try write(persona, seed: seed, rateHertz: rate, channels: channels, to: folder)
            }
        }
    }

    static func write(_ persona: Persona, seed: UInt64, rateHertz: Int, channels: Int, to folder: URL) throws {
        var patient = VirtualPatient(persona: persona, seed: seed, rateHertz: rateHertz, channelCount: channels)
        var samples = Data()
        samples.reserveCapacity(Int(seconds) * rateHertz * channels * 4)
        for _ in 0..<Int(seconds) * rateHertz {
            let pressure = patient.next().pressure
            for channel in 0..<channels {
                withUnsafeBytes(of: Float(pressure[channel]).bitPattern.littleEndian) { samples.append(contentsOf: $0) }
            }
        }
        let name = "\(persona.id)-\(seed)"
        let truth = patient.groundTruth(in: 0..<seconds)
        let events = truth.indices.map { index in
            Event(truth[index], before: index + 1 < truth.count ? truth[index + 1].onset : seconds)
        }
        let description = Description(
            rate: rateHertz, channels: channels, abdominal: channels > 1, protocol: persona.id, seed: seed,
            seconds: seconds, strength: patient.strength, events: events.filter { $0.release < seconds })
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try samples.write(to: folder.appendingPathComponent(name + ".f32"))
        try encoder.encode(description).write(to: folder.appendingPathComponent(name + ".json"))
    }
}

/// What is known of a session. `protocol` is the persona's id.
struct Description: Encodable {
    var rate: Int
    var channels: Int
    var abdominal: Bool
    var `protocol`: String
    var seed: UInt64
    var seconds: Double
    var strength: Double
    var simulated = true
    var generator = "virtual patient"
    var events: [Event]
}

/// One event in the words of `score.py`; times in seconds, pressures in cmH2O.
struct Event: Encodable {
    var kind: String
    var onset, rise10, rise50, rise90, peak, peakTime, release, fall90, fall50, fall10: Double
    var amplitude, abdominalAmplitude: Double

    /// `next`: the onset of the following event, where a lingering fall ends at the latest.
    init(_ truth: GroundTruthEvent, before next: Double) {
        let named =
            switch truth.kind {
            case .squeeze: "squeeze"
            case .flick: "flick"
            case .hold: "hold"
            case .push: "push"
            case .cough: "cough"
            case .clench, .spasm: "spasm"
            }
        // Below what any detector can tell from breathing (assumption), so neither to be found nor to be missed.
        let isFlicker = truth.amplitude < 1 && ["squeeze", "flick", "hold"].contains(named)
        kind = isFlicker ? "flicker" : named
        (onset, rise10, rise50, rise90) = (truth.onset, truth.rise10, truth.rise50, truth.rise90)
        (peak, peakTime, release) = (truth.amplitude, truth.peakTime, min(truth.releaseStart, next))
        (fall90, fall50, fall10) = (min(truth.fall90, next), min(truth.fall50, next), min(truth.fall10, next))
        (amplitude, abdominalAmplitude) = (truth.amplitude, truth.abdominalAmplitude)
    }
}
