// SPDX-License-Identifier: Apache-2.0

/// That the catalogue was missing beside sessions: the index was made anew from their files, and nothing else could be.
public struct CatalogueLoss: Hashable, Sendable, CustomStringConvertible {
    /// How many sessions' files there are.
    public var sessions: Int

    public var description: String {
        "the catalogue was missing, and the index was made anew from \(sessions) sessions; participants, their names and"
            + " the diary were in the catalogue alone: if there is a backup of \(Catalogue.fileName), stop tonusd and put"
            + " it back"
    }
}
