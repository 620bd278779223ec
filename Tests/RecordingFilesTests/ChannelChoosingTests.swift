// SPDX-License-Identifier: Apache-2.0
import Perineometry
import Testing

@testable import RecordingFiles

@Suite struct ChannelChoosingTests {
    private func choosing(_ labels: [String]) -> ChannelChoosing {
        let channels = labels.enumerated().map { place, label in
            RecordedChannel(number: place + 1, label: label, unitText: "", physicalRange: nil, rateHertz: nil)
        }
        return ChannelChoosing(path: "file", channels: channels, candidates: channels)
    }

    @Test(
        arguments: [
            ("Pressure", 2), ("pressure", 3), ("EMG", 1), ("emg", 1), ("4", 4), ("VAG", 5), ("PRES", nil), ("vx", nil),
            ("", nil), ("99", nil), ("-1", nil),
        ] as [(String, Int?)])
    func namesAndNumbers(_ wanted: String, _ number: Int?) {
        let choosing = choosing(["EMG", "Pressure", "pressure", "temp", "vaginal"])
        #expect((try? choosing.channel(wanted).number) == number)
    }

    @Test func labelThatIsANumberComesBeforeTheNumber() throws {
        #expect(try choosing(["a", "b", "1"]).channel("1").number == 3)
    }

    @Test(
        arguments: [
            (["p"], 1), (["force", "pressure"], 2), (["pressure 1", "vaginal"], 2), (["abdominal", "x"], 2),
            (["pressure a", "pressure b"], nil), (["a", "b"], nil), (["rectal"], nil), ([], nil),
        ] as [([String], Int?)])
    func guessesOfThePelvicFloor(_ labels: [String], _ number: Int?) {
        #expect((try? choosing(labels).choose(RecordingSelection())[0].0.number) == number)
    }

    @Test func ambiguityListsTheCandidates() {
        #expect(
            throws: RecordingFileError.ambiguousChannel(path: "file", wanted: nil, candidates: ["1 \"a\"", "2 \"b\""])
        ) { try choosing(["a", "b"]).choose(RecordingSelection()) }
    }

    @Test func rectifiedAndDirectionAreNotRectal() {
        for label in ["rectified", "direction", "EMG"] { #expect(!ChannelChoosing.isAbdominal(label)) }
        for label in ["P_abd", "Pabd", "IAP", "rectal (hPa)", "Abdomen"] { #expect(ChannelChoosing.isAbdominal(label)) }
    }

    @Test func aChannelIsChosenOnceAndNotMoreThanEight() {
        let choosing = choosing((0..<12).map { "c\($0)" })
        #expect(throws: RecordingFileError.channelTwice(path: "file", channel: "1 \"c0\"")) {
            try choosing.choose(RecordingSelection(pelvicFloor: "c0", others: ["1"]))
        }
        #expect(throws: RecordingFileError.tooManyChannels(path: "file", count: 9, limit: 8)) {
            try choosing.choose(RecordingSelection(pelvicFloor: "c0", others: (1...8).map { "c\($0)" }))
        }
    }
}
