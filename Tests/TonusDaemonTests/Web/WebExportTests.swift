// SPDX-License-Identifier: Apache-2.0
import Foundation
import StreamAPI
import Testing
import TonusClient

/// Files that a browser fetches by itself: only one that was let in, only what was asked for, only once.
@Suite struct WebExportTests {
    private let daemon: SimulatedDaemon
    private let port: Int
    private let cookie: String
    private let session: String

    init() throws {
        daemon = try SimulatedDaemon("comfortable-strong,rate=1000,channels=8", options: [])
        let tonus = try daemon.connect()
        let link: WebOpenResult = try tonus.call(WebOpen.method, NoParams())
        let parts = try #require(URLComponents(string: link.url))
        port = try #require(parts.port)
        let connection = try RawWebConnection(port: port)
        let secret = try #require(parts.fragment).dropFirst(2)
        connection.send(
            "POST /session HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nOrigin: http://127.0.0.1:\(port)\r\nX-Tonus: 1\r\n"
                + "Connection: close\r\nContent-Length: \(secret.utf8.count)\r\n\r\n\(secret)")
        let line = try #require(
            connection.text().components(separatedBy: "\r\n").first { $0.hasPrefix("Set-Cookie: ") })
        cookie = String(line.dropFirst("Set-Cookie: ".count).prefix { $0 != ";" })
        let begun = try tonus.start(SessionStartParams(lookback: 120, participant: "P-7"))
        try tonus.awaitSamples(3000, of: begun.id)
        session = try tonus.change(SessionControlParams.stop).id
    }

    private func offer(_ format: SessionsExportParams.Format) throws -> WebExportResult {
        try daemon.connect().call(
            WebExportParams.method, WebExportParams(session: session, format: format), within: patience)
    }

    private func get(_ path: String, cookie: String?, method: String = "GET") throws -> String {
        let connection = try RawWebConnection(port: port)
        let more = cookie.map { "Cookie: \($0)\r\n" } ?? ""
        connection.send("\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\(more)Connection: close\r\n\r\n")
        return connection.text()
    }

    private func status(_ answer: String) -> Int? { answer.split(separator: " ").dropFirst().first.flatMap { Int($0) } }

    @Test func aReportIsShownOnceAndRunsNothing() throws {
        let offered = try offer(.report)
        #expect(offered.path.hasPrefix("/export/") && offered.fileName.hasSuffix(".html") && offered.expires > 0)
        #expect(try status(get(offered.path, cookie: nil)) == 401)
        #expect(try status(get(offered.path, cookie: cookie, method: "HEAD")) == 405)
        let answer = try get(offered.path, cookie: cookie)
        #expect(status(answer) == 200)
        #expect(answer.contains("Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline';"))
        #expect(!answer.contains("script-src") && !answer.contains("connect-src"))
        #expect(answer.contains("Content-Disposition: inline;") && answer.contains("Cache-Control: no-store"))
        #expect(answer.contains("</html>") && answer.contains("SIMULATED") && !answer.contains("P-7"))
        #expect(try status(get(offered.path, cookie: cookie)) == 404)
    }

    @Test func aFileIsWhole() throws {
        let offered = try offer(.csv)
        let answer = try get(offered.path, cookie: cookie)
        #expect(answer.contains("Content-Disposition: attachment; filename=\"\(offered.fileName)\""))
        #expect(answer.contains("Content-Type: text/csv"))
        #expect(answer.utf8.count > 256 * 1024 && answer.hasSuffix("0\r\n\r\n"))
    }

    @Test func nobodyGuessesAPath() throws {
        _ = try offer(.csv)
        for path in ["/export/", "/export/x", "/export/" + String(repeating: "0", count: 64), "/export/../session"] {
            #expect(try status(get(path, cookie: cookie)) == 404, "\(path)")
        }
    }

    @Test func whoGoesAmidAFileLeavesNothingBehind() throws {
        for _ in 0..<6 {
            let connection = try RawWebConnection(port: port)
            let path = try offer(.csv).path
            connection.send("GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nCookie: \(cookie)\r\n\r\n")
        }
        // More than may be written at once: those before have made room.
        try wait(for: "room for another file") {
            try status(get(try offer(.contractions).path, cookie: cookie)) == 200
        }
    }
}
