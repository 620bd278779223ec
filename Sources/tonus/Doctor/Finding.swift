// SPDX-License-Identifier: Apache-2.0

/// One thing that the doctor looked at.
struct Finding: Encodable, Equatable {
    enum Grade: String, Encodable {
        case well
        /// Works, but could be better.
        case advice
        case fault
    }

    var grade: Grade
    var subject: String
    var text: String
    /// What to do about it, in words; nil where all is well.
    var remedy: String?
    /// What to paste into a shell; nil where no command mends it.
    var command: String?

    var lines: [String] {
        let mark =
            switch grade {
            case .well: "ok      "
            case .advice: "advice  "
            case .fault: "FAULT   "
            }
        return ["\(mark)\(subject): \(text)"] + (remedy.map { ["        \($0)"] } ?? [])
            + (command.map { ["            \($0)"] } ?? [])
    }

    /// What stands in a shell's command for exactly this text.
    static func quoted(_ text: String) -> String {
        let isPlain =
            !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "_"),
                    UInt8(ascii: "-"), UInt8(ascii: ":"):
                    true
                default: false
                }
            }
        return isPlain
            ? text
            : "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
    }
}
