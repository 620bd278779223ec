// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Lines that stay, and below them one that is drawn over.
final class RunTerminal {
    let isPlain: Bool
    private let rings: Bool
    private let colours: Bool
    /// Nil where there are no keys, as in a pipe.
    private let terminal: TopTerminal?
    private var live = LiveLine()

    init(isPlain: Bool, rings: Bool, colours: Bool) {
        self.isPlain = isPlain
        self.rings = rings
        self.colours = colours
        terminal =
            isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1
            ? TopTerminal(colours: colours, area: isPlain ? .lines : .oneLine) : nil
    }

    var hasKeys: Bool { terminal != nil }

    func enter() -> Bool { terminal?.enter() ?? true }

    func leave() {
        clear()
        terminal?.leave()
    }

    /// The signal that asks the program to end; nil while none did.
    func endAskedFor() -> Int32? { terminal?.endAskedFor() }

    var columns: Int { Terminal.columns() }

    /// The bytes that were typed; nil where the terminal is gone.
    func typed() -> [UInt8]? {
        guard let terminal else { return [] }
        return terminal.bytes(within: 0)
    }

    func keep(_ lines: [String]) {
        guard !lines.isEmpty else { return }
        clear()
        for line in lines { put(line + "\n") }
    }

    /// Draws over the line below; nil leaves it empty.
    func draw(_ line: String?) {
        guard !isPlain, var line else { return }
        if !colours { line = line.replacing("\u{1B}[36m", with: "").replacing("\u{1B}[0m", with: "") }
        put(live.draw(line, columns: columns))
    }

    func ring() { if rings { put("\u{7}") } }

    private func clear() { put(live.clear(columns: columns)) }

    private func put(_ text: String) {
        guard !text.isEmpty else { return }
        print(text, terminator: "")
        fflush(nil)
    }
}
