// SPDX-License-Identifier: Apache-2.0

/// Who of those who can reach the socket may do what, as it was written: no name was looked up.
public struct AccessSettings: Hashable, Sendable {
    /// Who may also act: zero, self-test, mark.
    public var controllers: [AccessSubject] = []
    /// Who may only watch.
    public var observers: [AccessSubject] = []
    /// What everybody else may.
    public var others = AccessOfOthers.controller

    public init() {}
}

/// What somebody who is not named may.
public enum AccessOfOthers: String, Hashable, Sendable, CaseIterable {
    case controller, observer, nobody
}

/// A person or a group of the system.
public enum AccessSubject: Hashable, Sendable {
    case user(String)
    case userNumber(UInt32)
    case group(String)

    /// Reads a user's name or number, or `@` and a group's name; nil where the text is none of these.
    public init?(_ text: String) {
        if let number = UInt32(text), text.allSatisfy(\.isNumber) {
            // (uid_t) -1 stands for nobody at all in system calls.
            guard number != .max else { return nil }
            self = .userNumber(number)
        } else if text.hasPrefix("@") {
            guard Self.isName(text.dropFirst()) else { return nil }
            self = .group(String(text.dropFirst()))
        } else {
            guard Self.isName(text[...]) else { return nil }
            self = .user(text)
        }
    }

    /// Whether a name can be one of the system's: wider than what useradd(8) makes, since directories of organisations have
    /// dots, capitals, backslashes and `@` in theirs; but nothing that passwd(5) or a list of names could not hold.
    private static func isName(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 255 else { return false }
        let isOnlyDigits = text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return first != UInt8(ascii: "-") && first != UInt8(ascii: "@") && !isOnlyDigits
            && text.unicodeScalars.allSatisfy {
                $0.value > 0x20 && $0.value != 0x7F && !":,/".unicodeScalars.contains($0)
                    && !$0.properties.isWhitespace && $0.properties.generalCategory != .control
            }
    }
}

extension AccessSubject: CustomStringConvertible {
    /// As `init(_:)` reads it.
    public var description: String {
        switch self {
        case .user(let name): name
        case .userNumber(let number): "\(number)"
        case .group(let name): "@" + name
        }
    }
}
