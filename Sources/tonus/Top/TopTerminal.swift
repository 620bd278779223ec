// SPDX-License-Identifier: Apache-2.0
import Glibc
import Synchronization

/// The terminal as a full screen: entered, drawn to with one write a frame, and given back as it was however the program
/// ends, crashes and signals included (SIGKILL excepted: `reset` mends that).
final class TopTerminal {
    enum Key {
        case quit
        case freeze
        case next
        case help
    }

    /// Signals that came and were not acted upon.
    private static let pending = Atomic<UInt64>(0)
    /// What the terminal was like; read by signal handlers, so it is never freed.
    private nonisolated(unsafe) static let before = UnsafeMutablePointer<termios>.allocate(capacity: 1)
    private static let isEntered = Atomic<Bool>(false)

    /// What of the terminal is drawn over.
    enum Area: UInt8, AtomicRepresentable {
        /// All of it; what was there comes back afterwards.
        case screen
        /// The line with the cursor.
        case oneLine
        /// Nothing: keys are read, and that is all.
        case lines
    }

    /// Read by signal handlers.
    private static let area = Atomic<Area>(.screen)
    private static let enterLine: StaticString = "\u{1B}[?25l\u{1B}[?7l"
    private static let leaveLine: StaticString = "\r\u{1B}[0m\u{1B}[K\u{1B}[?7h\u{1B}[?25h"

    // Alternate screen, no cursor, no wrapping; and back.
    private static let enterSequence: StaticString = "\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l\u{1B}[2J"
    private static let leaveSequence: StaticString = "\u{1B}[0m\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l"

    private static let asking = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP]
    private static let crashing = [SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT]

    private let colours: Bool
    private var shown = ""

    /// - Parameters:
    ///   - colours: false where `NO_COLOR` is set (https://no-color.org).
    ///   - area: what of the terminal is drawn over.
    init(colours: Bool, area: Area = .screen) {
        self.colours = colours
        Self.area.store(area, ordering: .relaxed)
    }

    /// Why there can be no full screen; nil where there can.
    static func obstacle(environment: (String) -> String?) -> String? {
        guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
            return "This is no terminal: input and output have to be one."
        }
        guard let kind = environment("TERM"), !kind.isEmpty, kind != "dumb" else {
            return "This terminal (TERM=\(environment("TERM") ?? "")) cannot show a full screen."
        }
        return nil
    }

    /// Returns false where the terminal refuses.
    func enter() -> Bool {
        guard tcgetattr(STDIN_FILENO, Self.before) == 0 else { return false }
        Self.pending.store(0, ordering: .relaxed)
        for number in Self.asking {
            signal(number) { _ = TopTerminal.pending.bitwiseOr(1 << UInt64($0), ordering: .relaxed) }
        }
        for number in Self.crashing {
            signal(number) { number in
                TopTerminal.giveBack()
                signal(number, SIG_DFL)
                raise(number)
            }
        }
        // What Swift's own end of a program goes through, such as exit().
        atexit { TopTerminal.giveBack() }
        show()
        return true
    }

    /// Gives the terminal back. Harmless where that was done.
    func leave() { Self.giveBack() }

    private func show() {
        var raw = Self.before.pointee
        raw.c_lflag &= ~tcflag_t(ECHO | ICANON)
        tcsetattr(STDIN_FILENO, TCSANOW, &raw)
        Self.isEntered.store(true, ordering: .relaxed)
        switch Self.area.load(ordering: .relaxed) {
        case .screen: Self.write(Self.enterSequence)
        case .oneLine: Self.write(Self.enterLine)
        case .lines: break
        }
        shown = ""
    }

    /// Only what is safe in a signal handler.
    private static func giveBack() {
        guard isEntered.exchange(false, ordering: .relaxed) else { return }
        switch area.load(ordering: .relaxed) {
        case .screen: write(leaveSequence)
        case .oneLine: write(leaveLine)
        case .lines: break
        }
        tcsetattr(STDIN_FILENO, TCSANOW, before)
    }

    private static func write(_ text: StaticString) {
        _ = Glibc.write(STDOUT_FILENO, text.utf8Start, text.utf8CodeUnitCount)
    }

    /// The signal that asks the program to end; nil while none did. Ctrl-Z stops it here, with the terminal given back.
    func endAskedFor() -> Int32? {
        let signals = Self.pending.exchange(0, ordering: .relaxed)
        if signals & (1 << UInt64(SIGTSTP)) != 0 {
            Self.giveBack()
            raise(SIGSTOP)
            show()
        }
        return Self.asking.first { $0 != SIGTSTP && signals & (1 << UInt64($0)) != 0 }
    }

    var size: (columns: Int, rows: Int) {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
            return TopScreen.smallest
        }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    /// Draws a frame with one write, where it differs from the one before. Returns false where the terminal is gone.
    func draw(_ lines: [TopLine], columns: Int, rows: Int) -> Bool {
        // Behind a full line the cursor stands on its last character, which erasing the rest of the line would take away.
        let body = lines.map { $0.ansi(colours: colours) + ($0.count < columns ? "\u{1B}[K" : "") }
            .joined(separator: "\r\n")
        let frame = "\(columns)x\(rows)" + body
        guard frame != shown else { return true }
        let isResized = !shown.hasPrefix("\(columns)x\(rows)")
        shown = frame
        // Synchronised update (mode 2026): terminals that know it show the frame at once, others ignore it.
        let text =
            "\u{1B}[?2026h\u{1B}[H" + (isResized ? "\u{1B}[2J" : "") + body + (lines.count < rows ? "\r\n\u{1B}[J" : "")
            + "\u{1B}[?2026l"
        return Array(text.utf8).withUnsafeBytes { bytes in
            var sent = 0
            while sent < bytes.count {
                let count = Glibc.write(STDOUT_FILENO, bytes.baseAddress.map { $0 + sent }, bytes.count - sent)
                if count > 0 { sent += count } else if errno != EINTR, errno != EAGAIN { return false }
            }
            return true
        }
    }

    /// The keys pressed since the last time, waiting at most so long for one. Nil where the terminal is gone.
    func keys(within seconds: Double) -> [Key]? {
        guard let bytes = bytes(within: seconds) else { return nil }
        // An arrow or a function key comes as a sequence whose letters mean nothing here.
        if bytes.first == 0x1B { return [] }
        return bytes.compactMap { byte in
            switch byte {
            case UInt8(ascii: "q"), UInt8(ascii: "Q"): .quit
            case UInt8(ascii: "p"), UInt8(ascii: "P"), UInt8(ascii: " "): .freeze
            case UInt8(ascii: "\t"): .next
            case UInt8(ascii: "?"), UInt8(ascii: "h"): .help
            default: nil
            }
        }
    }

    /// The bytes typed since the last time, waiting at most so long for one. Nil where the terminal is gone.
    func bytes(within seconds: Double) -> [UInt8]? {
        var descriptor = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        guard poll(&descriptor, 1, Int32(max(0, seconds) * 1000)) > 0 else { return [] }
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = read(STDIN_FILENO, &bytes, bytes.count)
        if count == 0 { return nil }
        if count < 0 { return errno == EINTR || errno == EAGAIN ? [] : nil }
        return Array(bytes[..<count])
    }
}
