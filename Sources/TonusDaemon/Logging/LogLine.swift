// SPDX-License-Identifier: Apache-2.0
import DaemonSettings
import FoundationEssentials
import Logging

/// One line of the log, as it is written.
struct LogLine {
    var level: Logger.Level
    var message: String
    /// Names and values, in the order of the names.
    var metadata: [(name: String, value: String)] = []

    /// The line for people or for programs. systemd's journal knows the time itself, and wants the priority in front
    /// (sd-daemon(3)).
    func text(_ format: LogSettings.Format, toJournal: Bool, time: Date) -> String {
        let prefix = toJournal ? "<\(level.priority)>" : ""
        switch format {
        case .text:
            let clock = toJournal ? "" : "\(time.formatted(.iso8601)) \(level.rawValue): "
            let details = metadata.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
            return prefix + Self.onOneLine(clock + message + (details.isEmpty ? "" : " (\(details))")) + "\n"
        case .json:
            let object = Object(
                time: time.formatted(.iso8601), level: level.rawValue, message: message,
                metadata: metadata.isEmpty ? nil : Dictionary(metadata.map { ($0.name, $0.value) }) { $1 })
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            let bytes = (try? encoder.encode(object)) ?? Data()
            return prefix + String(decoding: bytes, as: UTF8.self) + "\n"
        }
    }

    private struct Object: Encodable {
        var time: String
        var level: String
        var message: String
        var metadata: [String: String]?
    }

    /// A probe says its own name: what it says must neither begin a line nor steer a terminal.
    private static func onOneLine(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    }
}

extension Logger.Level {
    /// Of syslog(3).
    var priority: Int {
        switch self {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }
}
