// SPDX-License-Identifier: Apache-2.0
import NIOCore
import Testing

@testable import TonusDaemon

@Suite struct RequestLinesTests {
    private func lines(_ pieces: [String], limit: Int = 10) -> [String] {
        var lines = RequestLines(limit: limit)
        var result: [String] = []
        for piece in pieces {
            var bytes = ByteBuffer(string: piece)
            lines.append(&bytes)
            while let line = lines.next() {
                switch line {
                case .complete(let buffer): result.append(String(buffer: buffer))
                case .tooLong: result.append("!")
                }
            }
        }
        return result
    }

    @Test func linesAreCutWhereverThePiecesEnd() {
        #expect(lines(["one\ntw", "o\n", "\nfour"]) == ["one", "two", ""])
        #expect(lines("one\ntwo\n".map(String.init)) == ["one", "two"])
    }

    @Test func aLineOfExactlyTheLimitIsTaken() {
        #expect(lines(["0123456789\n"]) == ["0123456789"])
    }

    @Test func aLineTooLongIsReportedOnceAndSkipped() {
        #expect(lines(["0123456789a\nok\n"]) == ["!", "ok"])
        #expect(lines(["0123456789a", "bcdefghijklmnop", "qrs\nok\n"]) == ["!", "ok"])
    }

    @Test func nothingIsKeptOfALineThatNeverEnds() {
        var lines = RequestLines(limit: 1000)
        var reports = 0
        for _ in 0..<1000 {
            var bytes = ByteBuffer(repeating: 65, count: 4096)
            lines.append(&bytes)
            while let line = lines.next() { if line == .tooLong { reports += 1 } }
        }
        #expect(reports == 1)
    }
}
