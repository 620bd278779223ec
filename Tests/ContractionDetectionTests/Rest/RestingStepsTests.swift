// SPDX-License-Identifier: Apache-2.0
import Perineometry
import Testing

@testable import ContractionDetection

@Suite struct RestingStepsTests {
    /// The steps of so many seconds at 250 Hz, of which each sample has the state and pressure that are asked for.
    private func steps(
        seconds: Double, rateHertz: Double = 250, _ sample: (Double) -> (MuscleState, Double)
    ) -> [RestingStep] {
        var steps = RestingSteps(sampleRateHertz: rateHertz)
        var all: [RestingStep] = []
        for number in 0..<Int(seconds * rateHertz) {
            let time = Double(number) / rateHertz
            let (state, pressure) = sample(time)
            let step = steps.process(
                ChannelVector(repeating: pressure), state: state, at: DeviceTime(microseconds: UInt64(time * 1e6)))
            if let step { all.append(step) }
        }
        return all
    }

    @Test(arguments: [50.0, 75, 100, 250, 1000, 2000]) func thereAreAboutTenASecond(rateHertz: Double) {
        let count = Double(steps(seconds: 100, rateHertz: rateHertz) { _ in (.rest, 17) }.count)
        #expect(abs(count - 1000) < 70)
    }

    @Test func aStepIsTheMeanOfItsSamples() {
        let all = steps(seconds: 5) { time in (.rest, time) }
        for (number, step) in all.enumerated() {
            #expect(abs(step.pressure[0] - (Double(number) / 10 + 0.048)) < 1e-9)
        }
    }

    @Test func neitherTheFootOfAContractionNorItsTailIsRest() {
        // Noticed at 5 s, let go at 8 s.
        let all = steps(seconds: 15) { time in (time >= 5 && time < 8 ? .contraction : .rest, 17) }
        for step in all {
            let time = step.deviceTime.seconds
            if time < 4.4 || time > 10.2 { #expect(step.isResting, "\(time)") }
            if time > 4.6, time < 9.9 { #expect(!step.isResting, "\(time)") }
        }
    }

    @Test func whatWaitsBeforeAHoleIsNotGivenAfterIt() {
        var steps = RestingSteps(sampleRateHertz: 250)
        var given: [Double] = []
        for number in 0..<500 {
            if number == 250 { steps.interrupt() }
            let step = steps.process(
                ChannelVector(repeating: number < 250 ? 1 : 2), state: .rest, at: DeviceTime(microseconds: 0))
            if let step { given.append(step.pressure[0]) }
        }
        #expect(given.firstIndex(of: 2) == given.count - given.count { $0 == 2 })
        #expect(given.count == 2 * 5)
    }
}
