// SPDX-License-Identifier: Apache-2.0

/// The lines of a map, taken one by one by key; what is left in the end is not known.
struct Fields {
    let what: String
    let place: TextPlace
    private var entries: [TextEntry]
    private var known: [String] = []

    /// Nil, and a fault, where the node is no map.
    init?(_ node: TextNode, _ what: String, _ faults: inout FaultList) {
        guard case .map(let entries) = node.content else {
            faults.add(node.place, "\(what) is no list of \"key: value\" lines", "see docs/programmes.md")
            return nil
        }
        self.what = what
        self.entries = entries
        place = node.place
    }

    mutating func take(_ key: String) -> TextEntry? {
        known.append(key)
        guard let index = entries.firstIndex(where: { $0.key == key }) else { return nil }
        return entries.remove(at: index)
    }

    mutating func require(_ key: String, _ faults: inout FaultList, _ remedy: String) -> TextEntry? {
        if let entry = take(key) { return entry }
        faults.add(place, "\(what) has no \(key)", remedy)
        return nil
    }

    func finish(_ faults: inout FaultList) {
        for entry in entries { faults.addUnknown("the key", entry.key, at: entry.place, known: known) }
    }
}

extension TextNode {
    /// The text of a scalar that is not empty and not longer than `limit`; otherwise a fault.
    func text(_ what: String, limit: Int = 500, _ faults: inout FaultList) -> String? {
        guard case .scalar(let text) = content, !text.isEmpty else {
            faults.add(place, "\(what) is no text", "write a few words after the colon")
            return nil
        }
        guard text.unicodeScalars.count <= limit else {
            faults.add(
                place, "\(what) has \(text.unicodeScalars.count) characters", "make it at most \(limit) characters")
            return nil
        }
        guard !text.unicodeScalars.contains(where: { $0.value < 32 && $0 != "\n" || $0.value == 127 }) else {
            faults.add(place, "\(what) has control characters in it", "take them out")
            return nil
        }
        return text.last == "\n" ? String(text.dropLast()) : text
    }

    func whole(_ what: String, _ range: ClosedRange<Int>, _ faults: inout FaultList) -> Int? {
        if case .scalar(let text) = content, let number = Int(text), range.contains(number) { return number }
        faults.add(
            place, "\(what) \(shown) is no whole number from \(range.lowerBound) to \(range.upperBound)",
            "give a whole number from \(range.lowerBound) to \(range.upperBound)")
        return nil
    }

    func word<Word: RawRepresentable & CaseIterable>(
        _ what: String, _: Word.Type, _ faults: inout FaultList
    ) -> Word? where Word.RawValue == String {
        let known = Word.allCases.map(\.rawValue)
        guard case .scalar(let text) = content else {
            faults.add(place, "\(what) is no single word", "use one of: \(known.joined(separator: ", "))")
            return nil
        }
        if let word = Word(rawValue: text) { return word }
        faults.addUnknown(what, text, at: place, known: known)
        return nil
    }

    /// The items of a list, or the one scalar as a list of one.
    func items(_ what: String, limit: Int, _ faults: inout FaultList) -> [TextNode] {
        switch content {
        case .scalar: return [self]
        case .map:
            faults.add(place, "\(what) is no list", "begin each item with \"- \"")
            return []
        case .list(let items):
            guard items.count <= limit else {
                faults.add(place, "\(what) has \(items.count) items", "make it at most \(limit)")
                return []
            }
            return items
        }
    }

    /// How the value is shown in a message.
    var shown: String {
        switch content {
        case .scalar(let text): quoted(text)
        case .list: "(a list)"
        case .map: "(lines with keys)"
        }
    }
}
