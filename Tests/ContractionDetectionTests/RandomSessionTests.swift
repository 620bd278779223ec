// SPDX-License-Identifier: Apache-2.0
import ContractionDetection
import Perineometry
import Testing

/// Sessions in which everything varies at once, within the ranges of a clean recording.
struct RandomSessionTests {
    private static func session(seed: UInt64) -> SyntheticPressure {
        var random = SplitMix64(state: seed &* 7919)
        func uniform(_ range: ClosedRange<Double>) -> Double { Double.random(in: range, using: &random) }
        var squeezes: [Squeeze] = []
        let breathing = uniform(0.3...1.5)
        let strength = uniform(6...35)
        var time = uniform(4...10)
        while time < 110 {
            let isFlick = uniform(0...1) < 0.3
            let rise = isFlick ? uniform(0.25...0.5) : uniform(0.4...1.2)
            let squeeze = Squeeze(
                start: time, length: rise + (isFlick ? uniform(0...0.3) : uniform(1...10)),
                height: strength * uniform(0.85...1.15), riseSeconds: rise,
                fallSeconds: isFlick ? uniform(0.3...0.5) : uniform(0.4...1.3)
            )
            squeezes.append(squeeze)
            time = squeeze.end + (isFlick ? uniform(0.5...2) : uniform(2...10))
        }
        return SyntheticPressure(
            seconds: time + 5, squeezes: squeezes, rest: uniform(8...30), drift: uniform(-0.05...0.05),
            breathing: breathing, breathsPerSecond: uniform(0.12...0.33), noise: uniform(0.05...0.2), seed: seed
        )
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>) func everySqueezeIsFoundAndNoneInvented(seed: UInt64) {
        let session = Self.session(seed: seed)
        let findings = session.detect()
        #expect(findings.contractions.count == session.squeezes.count)
        #expect(findings.final.count == session.squeezes.count)
        var onsetError = 0.0
        var offsetError = 0.0
        for (squeeze, contraction) in zip(session.squeezes, findings.contractions) {
            onsetError += abs(contraction.onset.deviceTime.seconds - squeeze.rise10)
            offsetError += abs((contraction.offset?.deviceTime.seconds ?? 0) - squeeze.fall10)
        }
        #expect(onsetError / Double(session.squeezes.count) < 0.025, "mean absolute error in seconds")
        #expect(offsetError / Double(session.squeezes.count) < 0.1, "mean absolute error in seconds")
    }
}
