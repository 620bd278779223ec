// SPDX-License-Identifier: Apache-2.0

/// Who of those who can reach the socket may do what, as it was written: no name was looked up.
public struct AccessSettings: Hashable, Sendable {
    /// Who may also act: zero, self-test, mark.
    public var controllers: [AccessEntry] = []
    /// Who may only watch.
    public var observers: [AccessEntry] = []
    /// What everybody else may.
    public var others = AccessOfOthers.controller

    public init() {}
}

/// What somebody who is not named may.
public enum AccessOfOthers: String, Hashable, Sendable, CaseIterable {
    case controller, observer, nobody
}

/// A person or a group of the system, as it is written: `anna`, `1000`, `@physio` or `@100`.
public enum AccessEntry: Hashable, Sendable {
    case user(String)
    case userNumber(UInt32)
    case group(String)
    case groupNumber(UInt32)

    /// Nil where the text is none of these.
    public init?(_ text: String) {
        let isGroup = text.hasPrefix("@")
        let name = isGroup ? text.dropFirst() : text[...]
        if !name.isEmpty, name.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
            // The highest number means "no change" to the kernel (chown(2), setresuid(2)) and is nobody's.
            guard let number = UInt32(name), number != .max else { return nil }
            self = isGroup ? .groupNumber(number) : .userNumber(number)
        } else {
            guard Self.isName(name) else { return nil }
            self = isGroup ? .group(String(name)) : .user(String(name))
        }
    }

    /// Whether a name can be one of the system's: wider than what useradd(8) makes, since directories of organisations have
    /// dots, capitals, backslashes and `@` in theirs; but nothing that passwd(5) or a list of names could not hold.
    private static func isName(_ text: Substring) -> Bool {
        guard let first = text.unicodeScalars.first, text.utf8.count <= 255 else { return false }
        return first != "-" && first != "@"
            && text.unicodeScalars.allSatisfy {
                !":,/".unicodeScalars.contains($0) && !$0.properties.isWhitespace
                    && $0.properties.generalCategory != .control
            }
    }
}

extension AccessEntry: CustomStringConvertible {
    /// As `init(_:)` reads it.
    public var description: String {
        switch self {
        case .user(let name): name
        case .userNumber(let number): "\(number)"
        case .group(let name): "@" + name
        case .groupNumber(let number): "@\(number)"
        }
    }
}
