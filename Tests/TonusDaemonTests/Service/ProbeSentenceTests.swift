// SPDX-License-Identifier: Apache-2.0
import Acquisition
import PerineometerDriver
import Testing

@testable import TonusDaemon

@Suite struct ProbeSentenceTests {
    private let arrival = DeviceArrival(address: DeviceAddress(1), serial: "SN-123", location: "usb 1-2")

    private func change(_ state: DeviceState, lane: Int = 0) -> LaneChange {
        LaneChange(lane: lane, counters: PipelineCounters(), state: state)
    }

    @Test func itSaysWhatIsTheMatter() {
        var sentence = ProbeSentence(simulated: false)
        #expect(sentence.text == "Waiting for a perineometer.")
        #expect(sentence.apply(change(.opening(arrival))) == "Opening a perineometer.")
        let trouble = DeviceError.unsupportedProtocol(major: 2)
        #expect(sentence.apply(change(.unavailable(arrival, trouble, retrySeconds: 1))) == trouble.message)
        #expect(sentence.apply(change(.absent)) == "Waiting for a perineometer.")
    }

    @Test func whatHasNotChangedIsNotToldAgain() {
        var sentence = ProbeSentence(simulated: false)
        #expect(sentence.apply(change(.absent)) == nil)
        _ = sentence.apply(change(.opening(arrival)))
        #expect(sentence.apply(change(.opening(arrival))) == nil)
        #expect(sentence.apply(change(.absent, lane: 1)) == nil)
    }

    @Test func itSaysSimulated() {
        #expect(ProbeSentence(simulated: true).text.hasPrefix("SIMULATED"))
    }

    @Test func itNamesNoProbe() {
        var sentence = ProbeSentence(simulated: false)
        for state in [DeviceState.opening(arrival), .unavailable(arrival, .noPelvicFloorChannel, retrySeconds: 1)] {
            #expect(sentence.apply(change(state))?.contains("SN-123") == false)
        }
    }
}
