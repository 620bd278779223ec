// SPDX-License-Identifier: Apache-2.0

/// A recorded session that can be read from its beginning as often as needed: an export looks for events and the range
/// of the pressures first, then writes. Both readings must give the same pieces.
public protocol ExportableSession {
    associatedtype Pieces: SessionPieces
    var facts: SessionFacts { get }
    /// The pieces from the beginning.
    func pieces() throws -> Pieces
}

/// Hands out a session piece by piece, so that its length costs no memory.
public protocol SessionPieces {
    /// Nil after the last.
    mutating func next() throws -> SessionPiece?
}

/// A session in memory: a short one, or one that a test makes up.
public struct SessionInMemory: ExportableSession, Sendable {
    public var facts: SessionFacts
    public var content: [SessionPiece]

    public init(facts: SessionFacts, content: [SessionPiece]) {
        self.facts = facts
        self.content = content
    }

    public func pieces() -> ArrayPieces { ArrayPieces(rest: content[...]) }

    public struct ArrayPieces: SessionPieces {
        var rest: ArraySlice<SessionPiece>
        public mutating func next() -> SessionPiece? { rest.popFirst() }
    }
}
