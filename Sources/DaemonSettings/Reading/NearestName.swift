// SPDX-License-Identifier: Apache-2.0

/// The name that was probably meant.
public enum NearestName {
    /// - Returns: the candidate that differs least, or nil where none is near: a wrong guess misleads more than none.
    public static func of(_ text: String, among candidates: [String]) -> String? {
        // Whatever is much longer than every candidate is none of them, and would take long to compare.
        guard text.utf8.count <= 64 else { return nil }
        let lowercased = text.lowercased()
        let nearest = candidates.min { distance($0, lowercased) < distance($1, lowercased) }
        guard let nearest, distance(nearest, lowercased) <= max(1, (nearest.count + 1) / 3) else {
            return candidates.first { lowercased.count >= 3 && $0.hasPrefix(lowercased) }
        }
        return nearest
    }

    /// How many letters must be added, removed or changed (Levenshtein).
    static func distance(_ one: String, _ other: String) -> Int {
        var row = Array(0...other.count)
        for (index, letter) in one.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for (column, otherLetter) in other.enumerated() {
                let change = diagonal + (letter == otherLetter ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(change, diagonal + 1, row[column] + 1)
            }
        }
        return row[other.count]
    }
}
