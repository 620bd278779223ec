// SPDX-License-Identifier: Apache-2.0

/// Why a session could not be exported.
public enum ExportError: Error, Hashable, Sendable {
    /// The facts cannot be those of a session.
    case facts(field: String, value: String, expected: String)
    /// A run holds another number of channels than the session, or columns of different lengths.
    case ragged(index: UInt64)
    /// Samples come again, or out of order.
    case unsorted(index: UInt64, expected: UInt64)
    /// With its gaps it lasts longer than any session.
    case tooLong(seconds: Double)
    /// Not one sample.
    case empty
    /// The second reading was not like the first.
    case changed
    /// Something is too large for the format.
    case tooLarge(what: String, limit: String)
    /// The system refused writing.
    case system(path: String, operation: String, reason: String)

    /// What is the matter.
    public var message: String {
        switch self {
        case .facts(let field, let value, let expected): "The session's \(field) is \(value): expected \(expected)"
        case .ragged(let index): "The samples at \(index) do not fit the session's channels"
        case .unsorted(let index, let expected): "Sample \(index) comes where \(expected) or a later one should"
        case .tooLong(let seconds): "The session would last \(Int(seconds / 3600)) hours with its gaps"
        case .empty: "The session holds no samples"
        case .changed: "The session changed while it was exported"
        case .tooLarge(let what, let limit): "\(what) is too large: the format allows \(limit)"
        case .system(let path, let operation, let reason): "\(operation) \(path): \(reason)"
        }
    }

    /// What helps.
    public var hint: String {
        switch self {
        case .facts, .ragged, .unsorted: "The stored session is damaged: verify it with `tonus sessions verify`."
        case .tooLong: "A clock went wrong while it was recorded; no more than 7 days are exported."
        case .empty: "There is nothing to export: the session ended before the first sample came."
        case .changed: "End the session first, then export it again."
        case .tooLarge: "Export another format."
        case .system: "Look at the path, its permissions and the free space."
        }
    }
}
