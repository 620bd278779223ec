// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Glibc

/// The client that behaves: it reads at once, and tells how old every sample was.
final class Observer {
    static let subscribe =
        #"{"jsonrpc":"2.0","id":1,"method":"subscribe","params":{"streams":["samples"],"channels":[0,1,2,3,4,5,6,7]}}"#
        + "\n"

    private let line: Line
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 16)
    private var pending: [UInt8] = []
    /// CLOCK_MONOTONIC less host time.
    private var offset: Double?
    private var nextIndex: Int?

    /// Seconds from a sample's conversion until this client had read it.
    private(set) var latencies: [Double] = []
    private(set) var bytes = 0
    private(set) var lost = 0

    /// Connects as soon as somebody listens, for 20 s.
    init(path: String) throws {
        var line: Line?
        for _ in 0..<2000 where line == nil {
            line = try? Line(path: path)
            if line == nil { usleep(10_000) }
        }
        self.line = try line ?? Line(path: path)
        self.line.send(Self.subscribe)
    }

    func forget() {
        latencies.removeAll()
        bytes = 0
        lost = 0
    }

    func read(for seconds: Double) {
        let end = Clock.monotonic() + seconds
        repeat {
            var poll = pollfd(fd: line.descriptor, events: Int16(POLLIN), revents: 0)
            let wait = max(0, end - Clock.monotonic())
            guard Glibc.poll(&poll, 1, Int32(wait * 1000)) > 0 else { continue }
            guard let count = line.read(into: buffer), count > 0 else {
                print("client-load: the daemon has closed the connection of the client that measures")
                exit(70)
            }
            let now = Clock.monotonic()
            bytes += count
            pending.append(contentsOf: buffer[..<count])
            var start = 0
            while let end = pending[start...].firstIndex(of: UInt8(ascii: "\n")) {
                take(String(decoding: pending[start..<end], as: UTF8.self), at: now)
                start = end + 1
            }
            pending.removeFirst(start)
        } while Clock.monotonic() < end
    }

    private func take(_ text: String, at now: Double) {
        if offset == nil, let monotonic = number(after: "\"monotonic\":", in: text),
            let host = number(after: "\"hostTime\":", in: text)
        {
            offset = monotonic - host
        }
        if text.contains("\"method\":\"lag\"") { lost += Int(number(after: "\"dropped\":", in: text) ?? 0) }
        if text.contains("\"method\":\"gap\"") { lost += Int(number(after: "\"missing\":", in: text) ?? 0) }
        guard let offset, let index = number(after: "\"index\":", in: text),
            let host = number(after: "\"hostTime\":", in: text),
            let interval = number(after: "\"interval\":", in: text),
            let column = text.firstRange(of: "\"pressure\":["), let end = text[column.upperBound...].firstIndex(of: "]")
        else { return }
        let count = 1 + text[column.upperBound..<end].utf8.count { $0 == UInt8(ascii: ",") }
        if let nextIndex, Int(index) != nextIndex { print("client-load: a hole of \(Int(index) - nextIndex) samples") }
        nextIndex = Int(index) + count
        for place in 0..<count { latencies.append(now - (host + offset + Double(place) * interval)) }
    }

    private func number(after name: String, in text: String) -> Double? {
        guard let found = text.firstRange(of: name) else { return nil }
        return Double(text[found.upperBound...].prefix { $0 != "," && $0 != "}" })
    }
}
