// SPDX-License-Identifier: Apache-2.0
public import DaemonSettings
import FoundationEssentials
import Glibc
public import Logging
import PerineometerDriver
import Perineometry
import Synchronization

/// Where all lines of the log come together: what is logged and how, which may change while the daemon runs, and what is
/// left out.
public final class LogOutput: Sendable {
    private let state: Mutex<State>
    private let isJournal: Bool
    private let seconds: @Sendable () -> Double
    private let write: @Sendable (String) -> Void

    private struct State {
        var settings: LogSettings
        var limit = LogRateLimit()
    }

    /// - Parameters:
    ///   - settings: what is logged, and how.
    ///   - isJournal: whether systemd's journal reads it.
    ///   - seconds: a clock that never goes back.
    ///   - write: takes whole lines; called by one thread at a time.
    init(
        _ settings: LogSettings, isJournal: Bool, seconds: @escaping @Sendable () -> Double,
        write: @escaping @Sendable (String) -> Void
    ) {
        state = Mutex(State(settings: settings))
        self.isJournal = isJournal
        self.seconds = seconds
        self.write = write
    }

    /// To standard error.
    public convenience init(_ settings: LogSettings) {
        self.init(
            settings, isJournal: JournalStream.isStandardError, seconds: { HostClock.now().seconds },
            write: { text in
                var text = text
                text.withUTF8 { _ = Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
            })
    }

    /// The least important that is logged.
    var level: Logger.Level {
        Logger.Level(rawValue: state.withLock(\.settings.level.rawValue)) ?? .info
    }

    /// Takes over what a reload changed.
    public func apply(_ settings: LogSettings) { state.withLock { $0.settings = settings } }

    /// A handler whose lines come here.
    public func handler() -> any LogHandler { LimitedLogHandler(output: self) }

    func log(_ line: LogLine) {
        state.withLock { state in
            let now = seconds()
            tell(state.limit.due(at: now), state.settings)
            let kind = LogRateLimit.Kind(level: line.level.priority, message: line.message)
            if state.limit.admits(kind, at: now) { put(line, state.settings) }
        }
    }

    /// Tells what was left out in windows that are over; at the end, in all.
    func summarise(isEnd: Bool) {
        state.withLock { state in tell(state.limit.due(at: seconds(), isEnd: isEnd), state.settings) }
    }

    private func tell(_ summaries: [LogRateLimit.Summary], _ settings: LogSettings) {
        for summary in summaries {
            switch summary {
            case .repeated(let kind, let count):
                put(
                    LogLine(
                        level: Logger.Level.allCases.first { $0.priority == kind.level } ?? .info,
                        message: kind.message,
                        metadata: [("repeated", "\(count)")]), settings)
            case .others(let count):
                put(
                    LogLine(
                        level: .warning, message: "So much was logged that lines were left out.",
                        metadata: [("lines", "\(count)")]), settings)
            }
        }
    }

    private func put(_ line: LogLine, _ settings: LogSettings) {
        write(line.text(settings.format, toJournal: isJournal, time: .now))
    }
}

/// swift-log's way to the output.
private struct LimitedLogHandler: LogHandler {
    let output: LogOutput
    var metadata: Logger.Metadata = [:]
    private var ownLevel: Logger.Level?

    init(output: LogOutput) { self.output = output }

    /// The output's, which may change; a logger that was given one of its own keeps that.
    var logLevel: Logger.Level {
        get { ownLevel ?? output.level }
        set { ownLevel = newValue }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var all = metadata
        if let own = event.metadata { all.merge(own) { $1 } }
        if let error = event.error { all["error"] = "\(error)" }
        output.log(
            LogLine(
                level: event.level, message: event.message.description,
                metadata: all.sorted { $0.key < $1.key }.map { ($0.key, $0.value.description) }))
    }
}
