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
    case consent(ConsentMessage)
    /// What is measured is withheld from this connection from here on, or no longer.
    case withheld(WithheldMessage)
    /// This connection may do something else from here on.
    case role(RoleMessage)
    /// The daemon closes this connection, and says why.
    case bye(Bye)
    /// One that this version of the library does not know.
    case other(method: String)
}
