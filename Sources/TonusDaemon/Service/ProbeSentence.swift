// SPDX-License-Identifier: Apache-2.0
import Acquisition
import PerineometerDriver

/// How the perineometers are, in one sentence for whoever looks at the service: no names, no serial numbers, no samples.
struct ProbeSentence {
    private enum Condition: Equatable {
        case absent, opening, streaming
        case troubled(String)
    }

    private let simulated: Bool
    private var lanes: [Int: Condition] = [:]

    init(simulated: Bool) { self.simulated = simulated }

    /// - Returns: the sentence, or nil where it is the same as before.
    mutating func apply(_ change: LaneChange) -> String? {
        let before = text
        lanes[change.lane] =
            switch change.state {
            case .absent, .gone: .absent
            case .opening: .opening
            case .streaming: .streaming
            case .stalled(_, let error), .recovering(_, let error), .unavailable(_, let error, _):
                .troubled(error.message)
            }
        let now = text
        return now == before ? nil : now
    }

    /// The sentence now.
    var text: String {
        let conditions = lanes.sorted { $0.key < $1.key }.map(\.value)
        let streaming = conditions.count { $0 == .streaming }
        var parts: [String] = []
        if streaming > 0 {
            parts.append("Streaming from \(streaming == 1 ? "a perineometer" : "\(streaming) perineometers").")
        }
        for case .troubled(let message) in conditions { parts.append(message) }
        if parts.isEmpty {
            parts.append(conditions.contains(.opening) ? "Opening a perineometer." : "Waiting for a perineometer.")
        }
        return (simulated ? "SIMULATED. " : "") + parts.joined(separator: " ")
    }
}
