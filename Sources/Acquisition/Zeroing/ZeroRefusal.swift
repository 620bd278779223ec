// SPDX-License-Identifier: Apache-2.0

/// Why a probe cannot be zeroed now.
public enum ZeroRefusal: Error, Hashable, Sendable {
    /// Fewer samples than are needed came since the stream began, or since the last zero.
    case tooSoon(seconds: Double)
    /// Nothing came for a while.
    case stale(seconds: Double)
    /// Samples are missing in the last seconds.
    case gap
    /// A converter was at its limit in the last seconds.
    case clipped
    /// A contraction goes on, or ended only now.
    case contracted
    /// A channel was not still: it varied (standard deviation, cmH2O), …
    case unsteady(channel: Int, deviation: Double)
    /// … or rose or fell (cmH2O a second).
    case moving(channel: Int, slope: Double)

    /// What is in the way, in one sentence.
    public var message: String {
        switch self {
        case .tooSoon(let seconds): "There are only \(Self.text(seconds)) s of pressure to zero by."
        case .stale(let seconds): "The probe has sent nothing for \(Self.text(seconds)) s."
        case .gap: "Samples are missing in the last \(Self.text(ZeroWindow.stillSeconds)) s."
        case .clipped: "The sensor is at the end of its range."
        case .contracted: "A contraction goes on, or has just ended."
        case .unsteady(let channel, let deviation):
            "The pressure is not still: channel \(channel) varied by \(Self.text(deviation)) cmH2O (standard deviation) "
                + "in the last \(Self.text(ZeroWindow.stillSeconds)) s."
        case .moving(let channel, let slope):
            "The pressure is not still: channel \(channel) \(slope < 0 ? "falls" : "rises") by "
                + "\(Self.text(abs(slope))) cmH2O a second."
        }
    }

    /// What to do about it.
    public var hint: String {
        switch self {
        case .tooSoon: "Wait \(Self.text(ZeroWindow.stillSeconds)) s, then try again."
        case .stale: "Look at the probe's cable and at tonus status, then try again."
        case .gap: "Wait a few seconds and try again; tonus doctor helps where samples go on missing."
        case .clipped: "Take whatever presses on the probe away, or open and close its tube, then try again."
        case .contracted: "Let go, wait three seconds, then try again."
        case .unsteady, .moving:
            "In air: lay the probe down and do not touch it or its tube. In place: lie still, breathe quietly and let go. "
                + "Then try again."
        }
    }

    /// One decimal, none where it is 0.
    private static func text(_ value: Double) -> String {
        let tenths = (value * 10).rounded() / 10
        return tenths == tenths.rounded() ? String(Int(tenths)) : String(tenths)
    }
}
