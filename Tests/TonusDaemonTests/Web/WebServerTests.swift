// SPDX-License-Identifier: Apache-2.0
import Foundation
import StreamAPI
import Testing
import TonusClient

/// The dashboard's server as a browser, or somebody who pretends to be one, meets it.
@Suite struct WebServerTests {
    private let daemon: SimulatedDaemon
    private let port: Int
    private let secret: String

    init() throws {
        daemon = try SimulatedDaemon(options: [])
        let link: WebOpenResult = try daemon.connect().call(WebOpen.method, NoParams())
        let parts = try #require(URLComponents(string: link.url))
        port = try #require(parts.port)
        secret = try #require(parts.fragment.map { String($0.dropFirst(2)) })
        #expect(parts.host == "127.0.0.1" && parts.path == "/")
    }

    private var host: String { "127.0.0.1:\(port)" }

    private func ask(
        _ start: String, host: String? = nil, origin: String? = nil, more: [String] = [], body: String = ""
    ) throws -> String {
        let connection = try RawWebConnection(port: port)
        var lines = ["\(start) HTTP/1.1", "Host: \(host ?? self.host)", "Connection: close"] + more
        if let origin { lines.append("Origin: \(origin)") }
        if !body.isEmpty { lines.append("Content-Length: \(body.utf8.count)") }
        connection.send((lines + ["", body]).joined(separator: "\r\n"))
        return connection.text()
    }

    private func status(_ answer: String) -> Int? { answer.split(separator: " ").dropFirst().first.flatMap { Int($0) } }

    /// Exchanges the link and returns the cookie, as a browser sends it.
    private func letIn() throws -> String {
        let answer = try ask("POST /session", origin: "http://\(host)", more: ["X-Tonus: 1"], body: secret)
        #expect(status(answer) == 204)
        let line = try #require(answer.components(separatedBy: "\r\n").first { $0.hasPrefix("Set-Cookie: ") })
        #expect(line.contains("; HttpOnly; SameSite=Strict; Path=/; Max-Age="))
        return String(line.dropFirst("Set-Cookie: ".count).prefix { $0 != ";" })
    }

    private func upgrade(cookie: String?, host: String? = nil, origin: String?) throws -> RawWebConnection {
        let connection = try RawWebConnection(port: port)
        var lines = [
            "GET /stream HTTP/1.1", "Host: \(host ?? self.host)", "Connection: Upgrade", "Upgrade: websocket",
            "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        ]
        if let cookie { lines.append("Cookie: theme=dark; \(cookie)") }
        if let origin { lines.append("Origin: \(origin)") }
        connection.send((lines + ["", ""]).joined(separator: "\r\n"))
        return connection
    }

    @Test func everyAnswerForbidsWhatThePageDoesNotNeed() throws {
        for path in ["/", "/nowhere", "/session"] {
            let answer = try ask("GET \(path)")
            #expect(answer.contains("Content-Security-Policy: default-src 'none'; script-src 'self';"))
            #expect(answer.contains("frame-ancestors 'none'"))
            #expect(!answer.contains("unsafe-inline"))
            for line in [
                "X-Content-Type-Options: nosniff", "Referrer-Policy: no-referrer", "Cache-Control: no-store",
                "Cross-Origin-Opener-Policy: same-origin", "Cross-Origin-Resource-Policy: same-origin",
            ] {
                #expect(answer.contains("\r\n\(line)\r\n"), "\(path) lacks \(line)")
            }
            #expect(!answer.lowercased().contains("access-control-"))
        }
    }

    @Test(arguments: [
        "evil.example", "127.0.0.1", "127.0.0.1:1", "127.0.0.1.evil.example", "localhost.evil.example", "",
    ])
    func aForeignHostIsMisdirected(name: String) throws {
        #expect(try status(ask("GET /", host: name)) == 421)
        #expect(try status(ask("POST /session", host: name, origin: "http://\(name)", body: secret)) == 421)
        let connection = try upgrade(cookie: letIn(), host: name, origin: "http://\(name)")
        #expect(status(connection.text()) == 421)
    }

    @Test func twoHostsOrNoneAreNoRequest() throws {
        #expect(try status(ask("GET /", more: ["Host: evil.example"])) == 400)
        let connection = try RawWebConnection(port: port)
        connection.send("GET / HTTP/1.1\r\n\r\n")
        #expect(status(connection.text()) == 400)
    }

    @Test(arguments: ["http://evil.example", "null", "https://127.0.0.1", "http://127.0.0.1:1", "file://"])
    func aForeignOriginIsForbidden(origin: String) throws {
        let cookie = try letIn()
        #expect(try status(ask("GET /", origin: origin)) == 403)
        #expect(try status(ask("POST /session", origin: origin, more: ["X-Tonus: 1"], body: secret)) == 403)
        #expect(try status(upgrade(cookie: cookie, origin: origin).text()) == 403)
    }

    @Test func theExchangeNeedsTheOriginTheHeaderAndTheSecret() throws {
        let own = "http://\(host)"
        #expect(try status(ask("POST /session", more: ["X-Tonus: 1"], body: secret)) == 403)
        #expect(try status(ask("POST /session", origin: own, body: secret)) == 403)
        #expect(
            try status(
                ask("POST /session", origin: own, more: ["X-Tonus: 1"], body: String(repeating: "0", count: 64))) == 401
        )
        #expect(
            try status(
                ask("POST /session", origin: own, more: ["X-Tonus: 1"], body: String(repeating: "0", count: 9999)))
                == 413)
        #expect(try status(ask("OPTIONS /session", origin: own)) == 403)
        #expect(try status(ask("PUT /", origin: own)) == 405)
        _ = try letIn()
        #expect(try status(ask("POST /session", origin: own, more: ["X-Tonus: 1"], body: secret)) == 401)
    }

    @Test func aSessionCanBeLeft() throws {
        let cookie = try letIn()
        #expect(try status(ask("GET /session", more: ["Cookie: \(cookie)"])) == 204)
        let stream = try upgrade(cookie: cookie, origin: "http://\(host)")
        _ = stream.text(until: "\"hello\"")
        let answer = try ask("DELETE /session", origin: "http://\(host)", more: ["X-Tonus: 1", "Cookie: \(cookie)"])
        #expect(status(answer) == 204 && answer.contains("Max-Age=0"))
        // What was watched by that session, in whichever tab, ends with it.
        #expect(Array(stream.bytes { _ in false }.suffix(4)) == [0x88, 2, 0x03, 0xe9])
        #expect(try status(ask("GET /session", more: ["Cookie: \(cookie)"])) == 401)
        #expect(try status(upgrade(cookie: cookie, origin: "http://\(host)").text()) == 401)
    }

    @Test func theStreamNeedsASessionAndAnOrigin() throws {
        let own = "http://\(host)"
        #expect(try status(upgrade(cookie: nil, origin: own).text()) == 401)
        let wrong = "tonus_\(port)=\(String(repeating: "0", count: 64))"
        #expect(try status(upgrade(cookie: wrong, origin: own).text()) == 401)
        #expect(try status(upgrade(cookie: letIn(), origin: nil).text()) == 403)
        #expect(try status(ask("GET /stream", origin: own)) == 401)
    }

    @Test func theWebSocketSpeaksTheProtocolOfTheSocket() throws {
        let connection = try upgrade(cookie: letIn(), origin: "http://localhost:\(port)")
        let greeting = connection.text(until: "\"method\":\"hello\"")
        #expect(status(greeting) == 101 && greeting.contains("\"hello\""))
        // In three pieces, with a ping between, which may not wait for the end.
        connection.send(RawWebConnection.frame(1, #"{"jsonrpc":"2.0","#, final: false))
        connection.send(RawWebConnection.frame(0, #""id":"s","#, final: false))
        connection.send(RawWebConnection.frame(9, "are you there"))
        let pong = connection.text(until: "are you there")
        #expect(pong.contains("are you there") && !pong.contains("uptime"))
        connection.send(RawWebConnection.frame(0, #""method":"status"}"#))
        #expect(connection.text(until: "uptime").contains("uptime"))
        connection.send(
            RawWebConnection.frame(
                1, #"{"jsonrpc":"2.0","id":1,"method":"subscribe","params":{"streams":["samples"]}}"#))
        #expect(connection.text(until: "\"method\":\"samples\"").contains("\"method\":\"samples\""))
    }

    @Test(
        arguments: [
            ("a binary message", RawWebConnection.frame(2, "{}"), 1003),
            ("a message that is too long", RawWebConnection.frame(1, String(repeating: " ", count: 65_600)), 1009),
            ("a frame that is not masked", RawWebConnection.frame(1, "{}", masked: false), 1002),
            ("the rest of nothing", RawWebConnection.frame(0, "{}"), 1002),
            (
                "pieces that are too long together",
                RawWebConnection.frame(1, String(repeating: " ", count: 60_000), final: false)
                    + RawWebConnection.frame(0, String(repeating: " ", count: 60_000)), 1009
            ),
            (
                "pieces without end",
                RawWebConnection.frame(1, " ", final: false)
                    + (0..<100).flatMap { _ in RawWebConnection.frame(0, " ", final: false) }, 1009
            ),
            ("a goodbye", RawWebConnection.frame(8, ""), 1000),
        ] as [(String, [UInt8], Int)])
    func whatIsNoMessageEndsTheConnection(what: String, bytes: [UInt8], code: Int) throws {
        let connection = try upgrade(cookie: letIn(), origin: "http://\(host)")
        _ = connection.text(until: "\"hello\"")
        connection.send(bytes)
        let goodbye: [UInt8] = [0x88, 2, UInt8(code >> 8), UInt8(code & 255)]
        let answer = connection.bytes { _ in false }
        #expect(Array(answer.suffix(4)) == goodbye, "\(what): \(answer.suffix(16))")
    }

    @Test(.exceptUnderTheAddressSanitizer) func aBrowserThatReadsNothingCostsNoMemory() throws {
        let connection = try upgrade(cookie: letIn(), origin: "http://\(host)")
        _ = connection.text(until: "\"hello\"")
        for _ in 0..<16 {
            connection.send(
                RawWebConnection.frame(
                    1, #"{"jsonrpc":"2.0","id":1,"method":"subscribe","params":{"streams":["samples"],"lookback":120}}"#
                ))
        }
        let before = try daemon.program.residentBytes()
        // 16 streams of a megabyte every few seconds each, and pings of which none is answered for ever.
        for _ in 0..<2000 { connection.send(RawWebConnection.frame(9, String(repeating: "p", count: 100))) }
        usleep(2_000_000)
        #expect(try daemon.program.residentBytes() - before < 16 << 20)
        _ = try daemon.connect().status()
    }

    @Test func aRequestThatNeverEndsIsEnded() throws {
        let connection = try RawWebConnection(port: port)
        connection.send("GET / HTTP/1.1\r\nHost: \(host)\r\n")
        var answer = ""
        // A header every second, for ever.
        for number in 0..<60 where answer.isEmpty && !connection.isAtEnd {
            connection.send("X-\(number): 1\r\n")
            answer = connection.text(within: 1)
        }
        #expect(connection.isAtEnd && !answer.contains("200 OK"))
    }

    @Test(arguments: [
        "GET / HTTP/1.1\r\nHost: %\r\nX-Long: \(String(repeating: "x", count: 20_000))\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: %\r\n\((0..<100).map { "X-\($0): 1\r\n" }.joined())\r\n",
        "GET / HTTP/1.1\r\nHost: %\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "G\0T / HTTP/1.1\r\nHost: %\r\n\r\n", "GET /../../etc/passwd HTTP/1.1\r\nHost: %\r\nConnection: close\r\n\r\n",
        "GET /%2e%2e/WebOpen.swift HTTP/1.1\r\nHost: %\r\nConnection: close\r\n\r\n",
        "CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: %\r\nConnection: close\r\n\r\n",
        String(repeating: "\u{1}", count: 5000),
    ])
    func whatNoBrowserSendsIsRefused(request: String) throws {
        let connection = try RawWebConnection(port: port)
        connection.send(request.replacingOccurrences(of: "Host: %", with: "Host: \(host)"))
        let answer = connection.text()
        #expect(connection.isAtEnd && !answer.contains("200 OK") && !answer.contains("root:"))
        #expect(try status(ask("GET /")) == 200)
    }

    @Test func manyConnectionsThatSayNothingKeepNobodyFromTheSocketAndEndTheDaemonNoLater() throws {
        let silent = try (0..<80).map { _ in try RawWebConnection(port: port) }
        silent.first?.send("GET / HTT")
        // The last ones found no place.
        #expect(silent.last?.text(within: patience) == "")
        _ = try daemon.connect().status()
        let stream = silent.count
        daemon.program.send(SIGTERM)
        #expect(try daemon.program.exitCode() == 0)
        #expect(stream == 80)
    }

    @Test func aStoppingDaemonTellsBrowsersThatItGoes() throws {
        let connection = try upgrade(cookie: letIn(), origin: "http://\(host)")
        _ = connection.text(until: "\"hello\"")
        daemon.program.send(SIGTERM)
        #expect(Array(connection.bytes { _ in false }.suffix(4)) == [0x88, 2, 0x03, 0xe9])
        #expect(try daemon.program.exitCode() == 0)
    }

    @Test func withoutADashboardTheLinkIsRefusedWithAReason() throws {
        let other = try SimulatedDaemon()
        let program = try RunningProgram("tonus", ["open", "--print", "--socket", other.socket])
        #expect(try program.exitCode() == 65)
        #expect(program.standardError.contains("The dashboard is off."))
    }

    @Test func aPortThatIsTakenEndsNoDaemon() throws {
        let other = try SimulatedDaemon(options: ["--http", "\(port)"])
        #expect(throws: ClientError.self) {
            let _: WebOpenResult = try other.connect().call(WebOpen.method, NoParams())
        }
        #expect(other.program.standardError.contains("No dashboard at port \(port)"))
        // Without a wish, another port does as well.
        let third = try SimulatedDaemon(options: [])
        let link: WebOpenResult = try third.connect().call(WebOpen.method, NoParams())
        #expect(!link.url.hasPrefix("http://\(host)/"))
    }
}
