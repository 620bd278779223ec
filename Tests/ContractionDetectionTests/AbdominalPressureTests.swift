// SPDX-License-Identifier: Apache-2.0
import ContractionDetection
import Perineometry
import SignalProcessing
import Testing
import VirtualPerineometer

/// What a second channel, or several sensors, tell that one cannot.
struct AbdominalPressureTests {
    private static let script: [ScheduledActivity] = [
        ScheduledActivity(.squeeze, onset: 6, duration: 4, amplitude: 25, rise: 0.6, fall: 0.6),
        ScheduledActivity(.push, onset: 16, duration: 4, amplitude: 25, rise: 0.8, fall: 0.6),
        ScheduledActivity(.cough, onset: 26, duration: 0.25, amplitude: 40),
        ScheduledActivity(.flick, onset: 34, duration: 0.6, amplitude: 25, rise: 0.3, fall: 0.4),
    ]

    private func kinds(channels count: Int, looking: DetectionChannels, seed: UInt64) throws -> [ContractionKind] {
        var patient = VirtualPatient(
            persona: .comfortableStrong, seed: seed, rateHertz: 250, channelCount: count,
            script: .exactly(Self.script))
        return try Findings(of: &patient, seconds: 44, channels: looking).final.map(\.kind)
    }

    @Test(arguments: 1...10 as ClosedRange<UInt64>) func anAbdominalChannelTellsStrainAndCoughFromSqueezes(seed: UInt64)
        throws
    {
        let kinds = try kinds(channels: 2, looking: DetectionChannels(pelvicFloor: 0, abdominal: 1), seed: seed)
        #expect(kinds == [.squeeze, .strain, .cough, .flick])
    }

    @Test(arguments: 1...10 as ClosedRange<UInt64>) func sensorsAlongTheProbeStandInForAnAbdominalChannel(seed: UInt64)
        throws
    {
        let looking = DetectionChannels(pelvicFloor: 0, arrayElements: [2, 3, 4, 5, 6, 7])
        #expect(try kinds(channels: 8, looking: looking, seed: seed) == [.squeeze, .strain, .cough, .flick])
    }

    @Test(arguments: 1...10 as ClosedRange<UInt64>) func aloneTheShapeStillTellsACoughFromAFlick(seed: UInt64) throws {
        let kinds = try kinds(channels: 1, looking: DetectionChannels(), seed: seed)
        // That a strain looks like a squeeze in one channel is known and said in the documentation.
        #expect(kinds.count == 4 && kinds[0] == .squeeze && kinds[2] == .cough && kinds[3] == .flick)
    }
}
