// SPDX-License-Identifier: Apache-2.0

/// Writes JSON piece by piece, so that a document of any length takes constant memory. A number that is not finite
/// becomes null: JSON has no word for it.
package struct JSONWriter: Sendable {
    package private(set) var bytes: [UInt8] = []
    private var hasElements: [Bool] = []

    package init() {}

    /// Takes what was written so far out of memory.
    package mutating func takeBytes() -> [UInt8] {
        defer { bytes.removeAll(keepingCapacity: true) }
        return bytes
    }

    package mutating func begin(_ bracket: Character, _ name: String? = nil) {
        separate(name)
        append("\(bracket)")
        hasElements.append(false)
    }

    package mutating func end(_ bracket: Character) {
        hasElements.removeLast()
        append("\(bracket)")
    }

    package mutating func object(_ name: String? = nil, _ members: (inout JSONWriter) -> Void) {
        begin("{", name)
        members(&self)
        end("}")
    }

    package mutating func array<Element>(
        _ name: String, of elements: some Sequence<Element>, _ write: (inout JSONWriter, Element) -> Void
    ) {
        begin("[", name)
        for element in elements { write(&self, element) }
        end("]")
    }

    package mutating func null(_ name: String? = nil) {
        separate(name)
        append("null")
    }

    package mutating func value(_ name: String? = nil, _ text: String) {
        separate(name)
        string(text)
    }

    package mutating func value(_ name: String? = nil, _ truth: Bool) {
        separate(name)
        append(truth ? "true" : "false")
    }

    package mutating func value(_ name: String? = nil, _ number: some FixedWidthInteger) {
        separate(name)
        append("\(number)")
    }

    /// To a millionth, which is finer than anything that is measured here.
    package mutating func value(_ name: String? = nil, _ number: Double?) {
        guard let number, number.isFinite else { return null(name) }
        separate(name)
        let rounded = abs(number) < 1e9 ? (number * 1e6).rounded() / 1e6 : number
        append(rounded == 0 ? "0.0" : "\(rounded)")
    }

    /// Begins a text that comes in parts.
    package mutating func beginText(_ name: String) {
        separate(name)
        append("\"")
    }

    /// Takes a part that needs no escapes: digits, letters, spaces.
    package mutating func appendText(_ part: [UInt8]) { bytes += part }

    package mutating func endText() { append("\"") }

    package mutating func lineBreak() { append("\n") }

    private mutating func separate(_ name: String?) {
        if let last = hasElements.indices.last {
            if hasElements[last] { append(",") }
            hasElements[last] = true
            if last == 0 { append("\n") }
        }
        guard let name else { return }
        string(name)
        append(":")
    }

    private mutating func string(_ text: String) {
        append("\"")
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": append("\\\"")
            case "\\": append("\\\\")
            case _ where scalar.value < 32 || scalar.value == 127:
                let digits = String(scalar.value, radix: 16)
                append("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
            default: bytes.append(contentsOf: Unicode.UTF8.encode(scalar) ?? Unicode.UTF8.encodedReplacementCharacter)
            }
        }
        append("\"")
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }
}
