// SPDX-License-Identifier: Apache-2.0
import Perineometry

/// A channel at 50 Hz or somewhat more, as the numbers of a `SampledData`: the mean of every so many samples.
struct FHIRTrace {
    /// A muscle moves below 5 Hz (assumption); ten times that shows every contraction.
    static let rateHertz = 50
    /// cmH2O a step: ten times finer than perineometers show.
    static let factor = 0.01

    let channel: Int
    /// Samples in a mean.
    let step: Int
    private var sum = 0.0
    private var count = 0
    private var next = 0
    private var isFirst = true

    init(channel: Int, rateHertz: Int) {
        self.channel = channel
        step = max(1, rateHertz / Self.rateHertz)
    }

    static func periodMilliseconds(rateHertz: Int) -> Double {
        Double(max(1, rateHertz / Self.rateHertz)) * 1000 / Double(rateHertz)
    }

    /// The numbers of a run, with an E for every mean that lacks a sample.
    mutating func take(_ placed: PlacedRun) -> [UInt8] {
        var text: [UInt8] = []
        for (offset, value) in placed.run.pressures[channel].enumerated() {
            let place = placed.place + offset
            while place / step > next { close(into: &text) }
            if value.isFinite {
                sum += value
                count += 1
            }
            if place % step == step - 1 { close(into: &text) }
        }
        return text
    }

    /// What is left before the end.
    mutating func finish(places: Int) -> [UInt8] {
        var text: [UInt8] = []
        while next * step < places { close(into: &text) }
        return text
    }

    private mutating func close(into text: inout [UInt8]) {
        if !isFirst { text.append(UInt8(ascii: " ")) }
        isFirst = false
        if count == step, abs(sum) < 1e12 {
            DecimalText.append(Int((sum / Double(count) / Self.factor).rounded()), overTenTo: 0, to: &text)
        } else {
            text.append(UInt8(ascii: "E"))
        }
        (sum, count) = (0, 0)
        next += 1
    }
}
