// SPDX-License-Identifier: Apache-2.0
import ContractionDetection
import Foundation
import Perineometry
import SignalProcessing
import Testing

/// A simulated recording of Golden/metrics.txt, and the figures that SciPy makes of it.
struct GoldenRecording: CustomTestStringConvertible, Sendable {
    /// `shape` of scripts/golden/metrics.py.
    struct Shape: Sendable {
        var start, rise, length, fall, height, residual, fade: Double

        func pressure(at time: Double) -> Double {
            let held = 1 / (1 + fade * max(0, time - start - rise))
            let letGo = 1 - (1 - residual) * Self.ease((time - start - length) / fall)
            return height * Self.ease((time - start) / rise) * held * letGo
        }

        private static func ease(_ phase: Double) -> Double {
            let x = min(max(phase, 0), 1)
            return x * x * (3 - 2 * x)
        }
    }

    /// A contraction and when a detector speaks of it, microseconds.
    struct Said: Sendable {
        var contraction: Contraction
        var began, ended, final: UInt64
        var releaseCue: UInt64?
        var figures: [Metric: Double?] = [:]
    }

    var name: String
    var rateHertz: Int
    var seconds: Int
    var noise: Double
    var rest: Double
    var drift: Double
    var zero: ZeroState
    var mvc: Double?
    var delaySeconds: Double
    var squeezes: [Shape] = []
    var pushes: [Shape] = []
    var said: [Said] = []
    var session: [Metric: Double?] = [:]

    var testDescription: String { name }

    static let all = load()

    /// An unreadable file gives no recordings, which a test notices.
    private static func load() -> [GoldenRecording] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let url = folder.appending(path: "Golden/metrics.txt")
        guard let text = try? String(contentsOf: url, encoding: .utf8) else { return [] }
        var all: [GoldenRecording] = []
        var isSession = false
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let words = line.split(separator: " ").map(String.init)
            let last = all.count - 1
            switch words[0] {
            case "case":
                all.append(GoldenRecording(words))
                isSession = false
            case "squeeze": all[last].squeezes.append(Shape(words))
            case "abdomen": all[last].pushes.append(Shape(words))
            case "contraction": all[last].said.append(Said(words))
            case "session": isSession = true
            default:
                guard let metric = Metric(rawValue: words[1]) else {
                    Issue.record("\(words[1]) has no definition")
                    continue
                }
                if isSession {
                    all[last].session[metric] = .some(Double(words[2]))
                } else {
                    all[last].said[all[last].said.count - 1].figures[metric] = .some(Double(words[2]))
                }
            }
        }
        return all
    }

    func instant(_ sample: Int) -> SampleInstant {
        let microseconds = UInt64((Double(sample) * 1e6 / Double(rateHertz)).rounded())
        return SampleInstant(
            index: SampleIndex(UInt64(sample)), deviceTime: DeviceTime(microseconds: microseconds),
            hostTime: HostTime(nanoseconds: microseconds * 1000))
    }
}

extension GoldenRecording {
    fileprivate init(_ words: [String]) {
        let numbers = words.map { Double($0) ?? .nan }
        self.init(
            name: words[1], rateHertz: Int(numbers[2]), seconds: Int(numbers[3]), noise: numbers[4], rest: numbers[5],
            drift: numbers[6], zero: ZeroState(rawValue: words[7]) ?? .none, mvc: Double(words[8]),
            delaySeconds: numbers[9])
    }
}

extension GoldenRecording.Shape {
    fileprivate init(_ words: [String]) {
        let numbers = words.map { Double($0) ?? .nan }
        self.init(
            start: numbers[1], rise: numbers[2], length: numbers[3], fall: numbers[4], height: numbers[5],
            residual: numbers[6], fade: numbers[7])
    }
}

extension GoldenRecording.Said {
    fileprivate init(_ words: [String]) {
        let numbers = words.map { Double($0) ?? .nan }
        func instant(_ microseconds: Double) -> SampleInstant {
            SampleInstant(
                index: SampleIndex(0), deviceTime: DeviceTime(microseconds: UInt64(microseconds)),
                hostTime: HostTime(nanoseconds: 0))
        }
        self.init(
            contraction: Contraction(
                id: UInt64(numbers[1]), onset: instant(numbers[4]), offset: instant(numbers[5]),
                restBefore: numbers[6], baseline: numbers[7], peak: 0, peakTime: DeviceTime(microseconds: 0),
                kind: ContractionKind(rawValue: words[2]) ?? .indeterminate,
                cue: ContractionCue(rawValue: words[3]) ?? .unknown, confidence: 1, rule: .shape),
            began: UInt64(numbers[8]), ended: UInt64(numbers[9]), final: UInt64(numbers[10]),
            releaseCue: Double(words[11]).map { UInt64($0) })
    }
}
