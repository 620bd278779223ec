// SPDX-License-Identifier: Apache-2.0

/// Gathers what is wrong, so that somebody who writes a programme is told all of it at once.
struct FaultList {
    /// More tell nothing new.
    static let limit = 100
    private(set) var faults: [ProgrammeFault] = []

    mutating func add(_ place: TextPlace, _ message: String, _ remedy: String) {
        guard faults.count < Self.limit else { return }
        faults.append(ProgrammeFault(at: place, message, remedy: remedy))
    }

    /// A word that is none of those that are known.
    mutating func addUnknown(_ what: String, _ word: String, at place: TextPlace, known: [String]) {
        let shown = quoted(word)
        if let nearest = nearest(to: word, in: known) {
            add(
                place, "\(what) \(shown) is not known",
                "did you mean \(nearest)? Known are: \(known.joined(separator: ", "))")
        } else {
            add(place, "\(what) \(shown) is not known", "use one of: \(known.joined(separator: ", "))")
        }
    }

    var sorted: [ProgrammeFault] {
        faults.enumerated().sorted {
            let (left, right) = ($0.element, $1.element)
            return (left.line, left.column, $0.offset) < (right.line, right.column, $1.offset)
        }.map(\.element)
    }
}

/// A value as it is shown in a message: in quotes, of one line, and not longer than a message.
func quoted(_ text: String) -> String {
    let shown = String(text.unicodeScalars.prefix(40).map { $0.value < 32 || $0.value == 127 ? " " : Character($0) })
    return "\"\(shown)\(text.unicodeScalars.count > 40 ? "…" : "")\""
}

/// The known word that the fewest changes lead to; nil where none is near.
func nearest(to word: String, in known: [String]) -> String? {
    guard word.count <= 40 else { return nil }
    let letters = Array(word.lowercased())
    let best = known.map { (word: $0, distance: distance(letters, Array($0.lowercased()))) }
        .min { $0.distance < $1.distance }
    guard let best, best.distance <= max(1, letters.count / 3) else { return nil }
    return best.word
}

/// How many letters must be put in, taken out or changed (Levenshtein 1966).
private func distance(_ left: [Character], _ right: [Character]) -> Int {
    var row = Array(0...right.count)
    for (i, letter) in left.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, other) in right.enumerated() {
            let changed = diagonal + (letter == other ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(changed, row[j] + 1, row[j + 1] + 1)
        }
    }
    return row[right.count]
}
