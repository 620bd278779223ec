// SPDX-License-Identifier: Apache-2.0
import Perineometry

/// Why two sessions do not compare.
public enum Unlikeness: Hashable, Sendable, Codable {
    /// They differ in something that changes the pressures.
    case differs(what: String, earlier: String, later: String)
    /// Nobody said; what is not known is not taken for alike.
    case notStated(what: String)
    /// Pressures within one of them count from different zeros.
    case zeroChanged(session: String)

    /// A sentence for people.
    public var explanation: String {
        switch self {
        case .differs(let what, let earlier, let later): "The \(what) differs: \(earlier), then \(later)."
        case .notStated(let what): "The \(what) was not stated in both sessions."
        case .zeroChanged(let session): "Session \(session) was zeroed anew while it ran."
        }
    }
}

extension SessionReview {
    /// Depths no farther apart count as the same (assumption): a probe is not placed more exactly by hand, and the
    /// published differences are between depths 10 mm and more apart (10.1002/nau.1930110205).
    public static let depthTolerance = 5

    /// Why a later session does not compare with this one; empty where it does.
    public func unlikenesses(to later: SessionReview) -> [Unlikeness] {
        var found: [Unlikeness] = []
        func require(_ what: String, _ own: String?, _ other: String?) {
            guard let own, let other else { return found.append(.notStated(what: what)) }
            if own != other { found.append(.differs(what: what, earlier: own, later: other)) }
        }
        if isSimulated != later.isSimulated {
            func origin(_ isSimulated: Bool) -> String { isSimulated ? "simulated" : "measured" }
            found.append(
                .differs(what: "origin", earlier: origin(isSimulated), later: origin(later.isSimulated)))
        }
        if (importedFrom == nil) != (later.importedFrom == nil) {
            func origin(_ format: String?) -> String { format.map { "imported from \($0)" } ?? "recorded here" }
            found.append(.differs(what: "origin", earlier: origin(importedFrom), later: origin(later.importedFrom)))
        }
        require("probe", conditions.probe, later.conditions.probe)
        require("zero", zero.rawValue, later.zero.rawValue)
        require("posture", conditions.posture, later.conditions.posture)
        if let own = conditions.depthMillimetres, let other = later.conditions.depthMillimetres {
            if !((own - Self.depthTolerance)...(own + Self.depthTolerance)).contains(other) {
                found.append(.differs(what: "depth", earlier: "\(own) mm", later: "\(other) mm"))
            }
        } else {
            found.append(.notStated(what: "depth"))
        }
        require("detection rule", detector, later.detector)
        for review in [self, later] where review.isZeroChanged { found.append(.zeroChanged(session: review.session)) }
        return found
    }
}
