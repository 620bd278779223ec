// SPDX-License-Identifier: Apache-2.0

/// Decides which lines of the log are written, so that whatever happens again and again fills no disk and buries no other
/// line: a probe with a loose plug, a client in a loop.
///
/// Within a window the same message is written so many times; what comes beyond is counted, and told in one line when the
/// window is over. All messages together have a limit as well. Times are given, never taken.
struct LogRateLimit {
    /// How long a window is, in seconds (assumption: who reads a log thinks in minutes).
    static let windowSeconds = 60.0
    /// How often the same message is written in a window (assumption: enough to see that it repeats).
    static let linesOfOneKind = 5
    /// How many lines are written in a window in all, summaries aside (assumption: a start takes some ten).
    static let linesOfAllKinds = 200
    /// How many messages are told apart in a window.
    static let kinds = 64

    /// What makes two lines the same: level and message, not what belongs to them.
    struct Kind: Hashable {
        var level: Int
        var message: String
    }

    /// What a window left out.
    enum Summary: Hashable {
        case repeated(Kind, count: Int)
        case others(count: Int)
    }

    private struct Window {
        var start: Double
        var written = 0
        var withheld = 0

        func isOver(at seconds: Double) -> Bool { seconds - start >= LogRateLimit.windowSeconds }
    }

    private var windows: [Kind: Window] = [:]
    private var all: Window?

    /// Whether a line is written now. Ask for what is due before.
    mutating func admits(_ kind: Kind, at seconds: Double) -> Bool {
        var all = self.all ?? Window(start: seconds)
        defer { self.all = all }
        guard windows[kind] != nil || windows.count < Self.kinds else { return admits(in: &all, Self.linesOfAllKinds) }
        var window = windows[kind] ?? Window(start: seconds)
        defer { windows[kind] = window }
        guard window.written < Self.linesOfOneKind else {
            window.withheld += 1
            return false
        }
        window.written += 1
        return admits(in: &all, Self.linesOfAllKinds)
    }

    private func admits(in window: inout Window, _ limit: Int) -> Bool {
        guard window.written < limit else {
            window.withheld += 1
            return false
        }
        window.written += 1
        return true
    }

    /// What was left out in windows that are over, at the end in all; each told once, in the order in which they began.
    mutating func due(at seconds: Double, isEnd: Bool = false) -> [Summary] {
        let over = windows.filter { isEnd || $0.value.isOver(at: seconds) }
        for kind in over.keys { windows[kind] = nil }
        var summaries = over.filter { $0.value.withheld > 0 }.sorted { $0.value.start < $1.value.start }
            .map { Summary.repeated($0.key, count: $0.value.withheld) }
        if let window = all, isEnd || window.isOver(at: seconds) {
            all = nil
            if window.withheld > 0 { summaries.append(.others(count: window.withheld)) }
        }
        return summaries
    }
}
