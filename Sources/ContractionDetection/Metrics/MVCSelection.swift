// SPDX-License-Identifier: Apache-2.0

/// Which three contractions `mvc` is the mean of.
public enum MVCSelection: Hashable, Sendable, BitwiseCopyable {
    /// The first three squeezes or holds: a protocol asks for the maximum while the muscle is fresh (assumption).
    case firstThree
    /// The contractions of these ids, where a protocol or a person says which were maximal. A flick may be among them.
    case named(UInt64, UInt64, UInt64)

    /// Whether a contraction is one of them.
    func includes(id: UInt64, isSustained: Bool) -> Bool {
        switch self {
        case .firstThree: isSustained
        case .named(let first, let second, let third): id == first || id == second || id == third
        }
    }
}
