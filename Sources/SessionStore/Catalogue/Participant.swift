// SPDX-License-Identifier: Apache-2.0

/// A person as the catalogue knows her: by a pseudonym. All of it is sealed.
public struct Participant: Hashable, Sendable, Codable {
    /// Given by whoever keeps the sessions, and unique: "P-007".
    public var pseudonym: String
    /// Left out where it can be.
    public var name: String?
    public var note: String?

    public init(pseudonym: String, name: String? = nil, note: String? = nil) {
        self.pseudonym = pseudonym
        self.name = name
        self.note = note
    }
}
