// SPDX-License-Identifier: Apache-2.0

/// What a session is doing. The raw value is its name in files and on the wire.
public enum SessionState: String, Sendable, Codable, CaseIterable {
    case recording
    /// Packets are let go by until it is resumed.
    case paused
    /// Ended by somebody, or because the disk could hold no more. Nothing is ever added to it.
    case finished
    /// The program that recorded ended without a word; what it had acknowledged is there. It can be continued.
    case recovered

    /// Whether a session may go over from one state to the next.
    func canBecome(_ next: SessionState) -> Bool {
        switch (self, next) {
        case (.recording, .paused), (.paused, .recording): true
        case (.recording, .finished), (.paused, .finished), (.recovered, .finished): true
        case (.recording, .recovered), (.paused, .recovered): true
        case (.recovered, .recording): true
        case (.recording, .recording), (.paused, .paused), (.recovered, .recovered), (.recovered, .paused): false
        case (.finished, _): false
        }
    }

    /// Nobody writes to it now.
    public var isClosed: Bool { self == .finished || self == .recovered }
}
