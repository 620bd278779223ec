// SPDX-License-Identifier: Apache-2.0
import Perineometry

/// Finds the channels that are meant by names, numbers or, where nothing is asked for, by what their labels say.
struct ChannelChoosing {
    let path: String
    /// Those that may be chosen by name.
    let channels: [RecordedChannel]
    /// Those among them that may be guessed.
    let candidates: [RecordedChannel]

    func choose(_ selection: RecordingSelection) throws(RecordingFileError) -> [(RecordedChannel, ChannelRole)] {
        var chosen: [(RecordedChannel, ChannelRole)] = []
        var abdominal: RecordedChannel?
        if let wanted = selection.abdominal { abdominal = try channel(wanted) }
        let pelvicFloor: RecordedChannel
        if let wanted = selection.pelvicFloor {
            pelvicFloor = try channel(wanted)
        } else {
            pelvicFloor = try guessPelvicFloor(besides: abdominal)
        }
        chosen.append((pelvicFloor, .pelvicFloor))
        if selection.abdominal == nil {
            let named = candidates.filter { Self.isAbdominal($0.label) && $0.number != pelvicFloor.number }
            abdominal = named.count == 1 ? named[0] : nil
        }
        if let abdominal { chosen.append((abdominal, .abdominal)) }
        for wanted in selection.others { chosen.append((try channel(wanted), .arrayElement)) }
        guard chosen.count <= RecordingDescription.channelLimit else {
            throw .tooManyChannels(path: path, count: chosen.count, limit: RecordingDescription.channelLimit)
        }
        for (place, choice) in chosen.enumerated()
        where chosen[..<place].contains(where: { $0.0.number == choice.0.number }) {
            throw .channelTwice(path: path, channel: choice.0.name)
        }
        return chosen
    }

    /// By the exact label, then by number, then regardless of letter case, then by the only label that starts so.
    func channel(_ wanted: String) throws(RecordingFileError) -> RecordedChannel {
        let lower = wanted.lowercased()
        let number = Int(wanted)
        let ways: [(RecordedChannel) -> Bool] = [
            { $0.label == wanted }, { $0.number == number }, { $0.label.lowercased() == lower },
            { $0.label.lowercased().hasPrefix(lower) && !lower.isEmpty },
        ]
        for matches in ways {
            let found = channels.filter(matches)
            if found.count == 1 { return found[0] }
            if found.count > 1 {
                throw .ambiguousChannel(path: path, wanted: wanted, candidates: found.map(\.name))
            }
        }
        throw .noSuchChannel(path: path, wanted: wanted, available: channels.map(\.name))
    }

    private func guessPelvicFloor(besides abdominal: RecordedChannel?) throws(RecordingFileError) -> RecordedChannel {
        var left = candidates.filter { !Self.isAbdominal($0.label) && $0.number != abdominal?.number }
        guard !left.isEmpty else { throw .noPressureChannel(path: path, channels: channels.map(\.name)) }
        for looksRight in [Self.isPelvicFloor, Self.isPressure, Self.hasPressureUnit] {
            let found = left.filter(looksRight)
            if !found.isEmpty { left = found }
        }
        guard left.count == 1 else {
            throw .ambiguousChannel(path: path, wanted: nil, candidates: left.map(\.name))
        }
        return left[0]
    }

    private static func isPelvicFloor(_ channel: RecordedChannel) -> Bool {
        let label = channel.label.lowercased()
        return ["pelvic", "vagin", "pfm", "levator", "perine", "kegel", "pvag"].contains { label.contains($0) }
    }

    private static func isPressure(_ channel: RecordedChannel) -> Bool {
        hasPressureUnit(channel) || channel.label.lowercased().contains("press")
            || ["p", "druck", "presion", "presión"].contains(channel.label.lowercased())
    }

    private static func hasPressureUnit(_ channel: RecordedChannel) -> Bool {
        RecordedUnit(parsing: channel.unitText)?.isPressure ?? false
    }

    static func isAbdominal(_ label: String) -> Bool {
        label.lowercased().split { !$0.isLetter }.contains { word in
            word.hasPrefix("abd") || ["iap", "rectal", "rectum", "rect", "pabd", "prect"].contains(word)
        }
    }
}
