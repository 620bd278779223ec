// SPDX-License-Identifier: Apache-2.0
import Perineometry

/// A recording made elsewhere in the form in which a probe would have sent it: whole numbers at a whole rate, so that it
/// can be kept as a session is, or played.
///
/// The file is read to its end once, to find faults before anything comes of it and the scale that fits; then as often as
/// wanted. EDF and BDF keep the very numbers of the file. Those of a text are rounded to the finest decimal step of its
/// unit that fits 24 bits.
///
/// A sample of which a channel holds no number, or none that can be a pressure, is missing: nothing is made up for it.
public struct CountedRecording: Sendable {
    /// What the file says of itself.
    public let description: RecordingDescription
    /// Of the kept channels: pelvic floor first.
    public let channels: [ChosenChannel]
    /// One a channel.
    public let scales: [CountScale]
    /// Samples a second: the file's, rounded where that is off by no more than `rateTolerance`.
    public let rateHertz: Int
    /// Whether all counts fit 16 bits.
    public let isSixteenBit: Bool
    /// Seconds from the beginning of the file to its first sample that is not missing, from which all is counted.
    public let leadSeconds: Double
    /// Samples that are there.
    public let samples: UInt64
    /// Places from the first sample to the last, missing ones counted.
    public let places: UInt64
    /// The file's own notes, seconds from the first sample that is not missing.
    public let annotations: [RecordedAnnotation]
    /// What was assumed, converted or left out, each in half a sentence.
    public let notes: [String]

    private let path: String
    private let name: String?
    private let selection: RecordingSelection
    private let firstPlace: UInt64

    /// Samples a second that a probe can have (Firmware-Protocol/PROTOCOL.md, "Limits").
    public static let rateLimitsHertz = 20...2000
    /// A clock is seldom more than a tenth of this off; times of samples are off by as much then (assumption).
    public static let rateTolerance = 0.001
    /// So long a session may be with its gaps: seven days (assumption).
    public static let secondsLimit = 7 * 86_400.0
    static let rates = "\(rateLimitsHertz.lowerBound) to \(rateLimitsHertz.upperBound) Hz"

    /// Reads the whole file.
    ///
    /// - Parameters:
    ///   - path: of a regular file.
    ///   - name: what errors call it; nil: its path.
    ///   - selection: the channels to read.
    ///   - isPelvicFloorOnly: whether an abdominal channel is left out.
    /// - Throws: where the file is damaged or unclear, or holds what no session can keep.
    public init(
        path: String, name: String? = nil, selection: RecordingSelection = RecordingSelection(),
        isPelvicFloorOnly: Bool = false
    ) throws(RecordingFileError) {
        let file = try RecordingFile(path: path, name: name, selection: selection)
        let shown = name ?? path
        let description = file.description
        let channels = isPelvicFloorOnly ? Array(description.chosen.prefix(1)) : description.chosen
        guard channels.allSatisfy(\.unit.isPressure) else { throw .notPressure(path: shown) }
        let rate = description.rateHertz.rounded()
        guard Self.rateLimitsHertz.contains(Int(rate)), abs(description.rateHertz - rate) <= Self.rateTolerance * rate
        else { throw .rateNotKept(path: shown, hertz: description.rateHertz) }
        var survey = CountSurvey(channelCount: channels.count)
        while let piece = try file.next() {
            guard case .samples(let block) = piece else { continue }
            survey.take(block)
            guard Double(survey.end) / rate <= Self.secondsLimit else {
                throw .tooLong(path: shown, seconds: Double(survey.end) / rate)
            }
        }
        guard let first = survey.first else {
            if survey.incomplete > 0 { throw .noValues(path: shown, channel: channels[1].channel.name) }
            let ends = survey.valueRange
            throw .implausible(path: shown, least: ends?.lowerBound ?? .nan, greatest: ends?.upperBound ?? .nan)
        }
        var scales: [CountScale] = []
        for (place, channel) in channels.enumerated() {
            guard let scale = channel.scale ?? .decimal(largest: survey.largest[place], unit: channel.unit) else {
                throw .unusableScale(path: shown, channel: channel.channel.name)
            }
            scales.append(scale)
        }
        self.description = description
        self.channels = channels
        self.scales = scales
        self.path = path
        self.name = name
        self.selection = selection
        rateHertz = Int(rate)
        // BDF may hold counts beyond the limits that it states.
        let isBDF = description.format.rawValue.hasPrefix("BDF")
        isSixteenBit = !isBDF && zip(channels, scales).allSatisfy { $0.scale != nil && $1.isSixteenBit }
        firstPlace = first
        leadSeconds = Double(first) / rate
        samples = survey.samples
        places = survey.end - first
        annotations = file.annotations.map { [leadSeconds] annotation in
            var shifted = annotation
            shifted.onsetSeconds -= leadSeconds
            return shifted
        }
        var notes = file.notes
        if description.rateHertz != rate {
            notes.append("the rate of \(description.rateHertz) Hz was taken for \(rateHertz) Hz")
        }
        if survey.implausible > 0 {
            notes.append("\(survey.implausible) samples beyond any pressure are missing")
        }
        if survey.incomplete > 0 {
            notes.append(
                "\(survey.incomplete) samples without an abdominal pressure are missing: --pelvic-floor-only keeps "
                    + "them")
        }
        self.notes = notes
    }

    /// Its counts from the first sample on.
    public func counts() throws(RecordingFileError) -> CountedRuns {
        CountedRuns(
            try RecordingFile(path: path, name: name, selection: selection), scales: scales, firstPlace: firstPlace,
            end: firstPlace + places)
    }
}

/// What a first reading finds.
private struct CountSurvey {
    let channelCount: Int
    private(set) var first: UInt64?
    /// The place behind the last sample.
    private(set) var end: UInt64 = 0
    private(set) var samples: UInt64 = 0
    private(set) var implausible: UInt64 = 0
    /// The pelvic floor has a pressure, another channel has none.
    private(set) var incomplete: UInt64 = 0
    /// By channel, without signs.
    private(set) var largest: [Double]
    private(set) var valueRange: ClosedRange<Double>?

    init(channelCount: Int) {
        self.channelCount = channelCount
        largest = [Double](repeating: 0, count: channelCount)
    }

    mutating func take(_ block: RecordingBlock) {
        for (offset, sample) in block.samples.enumerated() {
            if sample[0].isFinite {
                let known = valueRange ?? sample[0]...sample[0]
                valueRange = min(known.lowerBound, sample[0])...max(known.upperBound, sample[0])
            }
            guard CountedRuns.isKept(sample, channelCount: channelCount) else {
                if abs(sample[0]) <= SignalInspection.plausibleCmH2O {
                    incomplete += 1
                } else if sample[0].isFinite {
                    implausible += 1
                }
                continue
            }
            let place = block.first.value + UInt64(offset)
            if first == nil { first = place }
            end = place + 1
            samples += 1
            for channel in 0..<channelCount { largest[channel] = max(largest[channel], abs(sample[channel])) }
        }
    }
}
