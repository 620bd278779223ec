// SPDX-License-Identifier: Apache-2.0

/// What is done about faults that follow one another without a packet in between: pauses that double, then a reset of the
/// device, then the same once more, then the end.
struct RecoveryLadder: BitwiseCopyable {
    enum Fault {
        /// The endpoint is halted (STALL).
        case halted
        /// Errors on the wire.
        case failing
        /// The system does not take transfers.
        case refused
        /// Transfers came back as from a device that has left: so they do, too, after the machine was asleep (Linux flushes
        /// the endpoints of a device that it suspends with -ESHUTDOWN).
        case gone
    }

    enum Step: Equatable {
        case restart(pauseMilliseconds: Int32)
        case reset
        case end
    }

    private var rung = 0
    private var hasReset = false

    mutating func next(after fault: Fault) -> Step {
        let pauses = Self.pausesMilliseconds(after: fault)
        if rung < pauses.count {
            defer { rung += 1 }
            return .restart(pauseMilliseconds: pauses[rung])
        }
        guard !hasReset, fault == .halted || fault == .failing else { return .end }
        hasReset = true
        rung = 0
        return .reset
    }

    /// A packet came.
    mutating func begin() { self = RecoveryLadder() }

    /// Assumptions, all of them; together below 260 ms, so that a device that is broken is told of soon.
    private static func pausesMilliseconds(after fault: Fault) -> [Int32] {
        switch fault {
        case .halted: [0, 1, 2]
        case .failing, .refused: [1, 2, 4, 8, 16, 32, 64]
        case .gone: [20]
        }
    }
}
