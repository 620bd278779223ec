// SPDX-License-Identifier: Apache-2.0

/// 256 random bits as text: what lets a browser in.
struct WebSecret: Hashable, Sendable {
    /// 64 hexadecimal digits.
    let text: String

    static let digits = 64

    /// A fresh one, from the system's random numbers (getrandom(2)).
    init() {
        text = (0..<4).map { _ in
            let word = String(UInt64.random(in: 0...UInt64.max), radix: 16)
            return String(repeating: "0", count: 16 - word.count) + word
        }.joined()
    }

    /// One that was given as text; nil where it has another form.
    init?(_ text: some StringProtocol) {
        guard text.utf8.count == Self.digits,
            text.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) })
        else { return nil }
        self.text = String(text)
    }

    /// Whether two are the same, in a time that does not tell how much of them is.
    func isSame(as other: WebSecret) -> Bool {
        zip(text.utf8, other.text.utf8).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
