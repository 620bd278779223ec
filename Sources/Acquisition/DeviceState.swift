// SPDX-License-Identifier: Apache-2.0
public import PerineometerDriver

/// Where the daemon stands with the perineometer of one lane.
public enum DeviceState: Sendable {
    /// It is not plugged in.
    case absent
    /// It is there and is being opened.
    case opening(DeviceArrival)
    /// Samples flow.
    case streaming(StreamRun)
    /// It is open but silent.
    case stalled(StreamRun, DeviceError)
    /// A remedy is being tried: transfers sent anew, or the device reset.
    case recovering(StreamRun, DeviceError)
    /// It is there but cannot be used; another attempt follows.
    case unavailable(DeviceArrival, DeviceError, retrySeconds: Double)
    /// The run is over: unplugged, failed, or the daemon is stopping (no error).
    case gone(StreamRun, DeviceError?)

    /// The name on the wire.
    public var name: String {
        switch self {
        case .absent: "absent"
        case .opening: "opening"
        case .streaming: "streaming"
        case .stalled: "stalled"
        case .recovering: "recovering"
        case .unavailable: "unavailable"
        case .gone: "gone"
        }
    }
}
