// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import tonus

/// What is drawn over again and again in a terminal.
struct LiveLineTests {
    private static let long = String(repeating: "x", count: 79)

    @Test func whatStandsThereIsNotWrittenAgain() {
        var line = LiveLine(isBrokenAnew: true)
        #expect(line.draw("squeeze", columns: 80) == "\rsqueeze\u{1B}[K")
        #expect(line.draw("squeeze", columns: 80) == "")
        #expect(line.clear(columns: 80) == "\r\u{1B}[K")
        #expect(line.clear(columns: 80) == "")
    }

    @Test(arguments: [(80, 1), (79, 1), (40, 2), (39, 3), (26, 4)])
    func aTerminalThatWasMadeNarrowerKeepsNoRestOfTheLine(_ columns: Int, _ rows: Int) {
        var line = LiveLine(isBrokenAnew: true)
        _ = line.draw(Self.long, columns: 80)
        let start = rows == 1 ? "\r" : "\r\u{1B}[\(rows - 1)A\u{1B}[J"
        var other = line
        #expect(line.draw("rest", columns: columns) == start + "rest\u{1B}[K")
        #expect(other.clear(columns: columns) == start + "\u{1B}[K")
    }

    @Test func theSameLineIsDrawnAnewWhereItWasBroken() {
        var line = LiveLine(isBrokenAnew: true)
        _ = line.draw("Squeeze.", columns: 80)
        #expect(line.draw("Squeeze.", columns: 5) == "\r\u{1B}[1A\u{1B}[JSqueeze.\u{1B}[K")
    }

    @Test(arguments: [79, 40, 5]) func aTerminalThatCutsLinesOffKeepsTheLineAbove(_ columns: Int) {
        var line = LiveLine(isBrokenAnew: false)
        _ = line.draw(Self.long, columns: 80)
        var other = line
        #expect(line.draw("rest", columns: columns) == "\rrest\u{1B}[K")
        #expect(other.clear(columns: columns) == "\r\u{1B}[K")
    }

    @Test func whatWasCutOffIsDrawnAnewWhenThereIsRoomAgain() {
        var line = LiveLine(isBrokenAnew: false)
        _ = line.draw("squeeze", columns: 80)
        #expect(line.draw("squeeze", columns: 5) == "\rsqueeze\u{1B}[K")
        #expect(line.draw("squeeze", columns: 80) == "\rsqueeze\u{1B}[K")
    }

    @Test func whoCutsLinesOffIsKnownByTheEnvironment() {
        #expect(Terminal.breaksLinesAnew(environment: ["TERM": "xterm-256color", "VTE_VERSION": "7200"]))
        #expect(!Terminal.breaksLinesAnew(environment: ["TERM": "xterm", "XTERM_VERSION": "XTerm(379)"]))
        #expect(!Terminal.breaksLinesAnew(environment: ["TERM": "linux"]))
        #expect(!Terminal.breaksLinesAnew(environment: ["TERM": "screen", "STY": "1.pts"]))
        #expect(Terminal.breaksLinesAnew(environment: ["TERM": "screen", "TMUX": "/tmp/tmux", "XTERM_VERSION": "x"]))
    }

    @Test func coloursTakeNoPlace() {
        var line = LiveLine(isBrokenAnew: true)
        _ = line.draw("\u{1B}[36m" + String(repeating: "█", count: 30) + "\u{1B}[0m", columns: 80)
        #expect(line.draw("rest", columns: 30) == "\rrest\u{1B}[K")
    }
}
