// SPDX-License-Identifier: Apache-2.0
public import PerineometerDriver

/// Where the daemon stands with its perineometer.
public enum DeviceState: Sendable {
    /// No perineometer is plugged in.
    case absent
    /// One is there and is being opened.
    case opening
    /// Samples flow.
    case streaming(StreamRun)
    /// It is open but silent.
    case stalled(StreamRun, DeviceError)
    /// It is there but cannot be used; another attempt follows.
    case unavailable(DeviceError, retrySeconds: Double)
    /// The run is over: unplugged, failed, or the daemon is stopping (no error).
    case gone(StreamRun, DeviceError?)

    /// The name on the wire.
    public var name: String {
        switch self {
        case .absent: "absent"
        case .opening: "opening"
        case .streaming: "streaming"
        case .stalled: "stalled"
        case .unavailable: "unavailable"
        case .gone: "gone"
        }
    }
}
