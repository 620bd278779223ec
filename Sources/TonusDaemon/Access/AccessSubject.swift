// SPDX-License-Identifier: Apache-2.0
public import Glibc

/// Whom a rule is about.
public enum AccessSubject: Hashable, Sendable {
    case user(uid_t)
    case group(gid_t)

    /// Reads `anna` (a user), `1000` (a user's number), `@physio` (a group) or `@100` (a group's number).
    ///
    /// - Throws: where there is no such user or group.
    public init(parsing text: String, accounts: Accounts = .system) throws(AccessSubjectError) {
        if text.hasPrefix("@") {
            let name = String(text.dropFirst())
            self = .group(try Self.number(name, "group", in: accounts.group))
        } else {
            self = .user(try Self.number(text, "user", in: accounts.user))
        }
    }

    private static func number(
        _ name: String, _ kind: String, in find: (String) -> Accounts.Found<UInt32>
    ) throws(AccessSubjectError) -> UInt32 {
        guard !name.isEmpty else {
            throw AccessSubjectError(
                message: "The name of a \(kind) is empty.",
                hint: "Write a user as anna or 1000, a group as @physio or @100.")
        }
        if name.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
            // The highest number means "no change" to the kernel (chown(2), setresuid(2)) and is nobody's.
            guard let number = UInt32(name), number != .max else {
                throw AccessSubjectError(
                    message: "\(name.prefix(64)) is no \(kind)'s number.",
                    hint: "Numbers go from 0 to \(UInt32.max - 1); `id` shows your own.")
            }
            return number
        }
        switch find(name) {
        case .number(let number): return number
        case .unknown:
            let database = kind == "user" ? "passwd" : "group"
            throw AccessSubjectError(
                message: "There is no \(kind) \"\(name.prefix(64))\" on this machine.",
                hint: "`getent \(database)` lists them"
                    + (kind == "user" ? "; a group is written with @, as in @\(name.prefix(64))." : "."))
        case .unreadable(let reason):
            throw AccessSubjectError(
                message: "The \(kind) \"\(name.prefix(64))\" could not be looked up: \(reason).",
                hint: "Use its number, or try again.")
        }
    }
}

/// Why a text names nobody: a sentence, and what to do about it.
public struct AccessSubjectError: Error, Hashable, Sendable {
    public var message: String
    public var hint: String
}
