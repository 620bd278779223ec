// SPDX-License-Identifier: Apache-2.0
import Foundation
import Perineometry

@testable import RecordingFiles

/// A recording in memory, made of known parts, cut into pieces and damaged at will.
struct Trace {
    var rateHertz = 100.0
    var channelCount = 1
    var unit = RecordedUnit.cmH2O
    var samples: [ChannelVector] = []
    var clipped: [UInt8] = []
    /// Places that are left out, in order.
    var gaps: [Range<Int>] = []

    /// Rest at 16 cmH2O with breath and noise, and a squeeze of 4 s every 15 s.
    init(seconds: Double, rateHertz: Double = 100, height: Double = 30, isAbdominalRecorded: Bool = false) {
        self.rateHertz = rateHertz
        channelCount = isAbdominalRecorded ? 2 : 1
        var random: UInt64 = 7
        for index in 0..<Int(seconds * rateHertz) {
            let time = Double(index) / rateHertz
            let phase = time.truncatingRemainder(dividingBy: 15)
            let breath = 0.6 * sin(2 * .pi * 0.25 * time)
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let noise = (Double(random >> 11) * 0x1p-53 - 0.5) * 0.3
            var sample = ChannelVector.zero
            sample[0] = 16 + breath + noise + height * (Self.ease((phase - 8) / 0.4) - Self.ease((phase - 12) / 0.5))
            if isAbdominalRecorded { sample[1] = 20 + 2 * breath - noise }
            samples.append(sample)
        }
        clipped = Array(repeating: 0, count: samples.count)
    }

    private static func ease(_ phase: Double) -> Double {
        let x = min(max(phase, 0), 1)
        return x * x * (3 - 2 * x)
    }

    var description: RecordingDescription {
        let channels = (0..<channelCount).map {
            RecordedChannel(
                number: $0 + 1, label: $0 == 0 ? "Pvag" : "Pabd", unitText: unit.rawValue, physicalRange: nil,
                rateHertz: nil)
        }
        return RecordingDescription(
            format: .text, channels: channels,
            chosen: channels.enumerated().map {
                ChosenChannel(channel: $1, role: $0 == 0 ? .pelvicFloor : .abdominal, unit: unit)
            }, rateHertz: rateHertz, samples: nil, start: nil, isSimulated: true)
    }

    /// The recording in pieces of at most so many samples.
    func pieces(of size: Int) -> [RecordingPiece] {
        var pieces: [RecordingPiece] = []
        var place = 0
        func add(upTo end: Int) {
            while place < end {
                let part = place..<min(place + size, end)
                pieces.append(
                    .samples(
                        RecordingBlock(
                            first: SampleIndex(UInt64(place)), samples: Array(samples[part]),
                            clipped: Array(clipped[part]))))
                place = part.upperBound
            }
        }
        for gap in gaps {
            add(upTo: gap.lowerBound)
            pieces.append(
                .gap(
                    RecordingGap(
                        first: SampleIndex(UInt64(place)), missing: UInt64(gap.count),
                        seconds: Double(gap.count) / rateHertz)))
            place = gap.upperBound
        }
        add(upTo: samples.count)
        return pieces
    }
}
