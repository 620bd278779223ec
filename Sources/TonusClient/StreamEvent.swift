// SPDX-License-Identifier: Apache-2.0
public import StreamAPI

/// A notification of the daemon.
public enum StreamEvent: Sendable {
    case samples(Samples)
    case contraction(ContractionMessage)
    case rest(RestMessage)
    case gap(GapMessage)
    case lag(LagMessage)
    case device(DeviceMessage)
    /// One that this version of the library does not know.
    case other(method: String)
}
