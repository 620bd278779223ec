// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// A child process that is spoken to in lines.
public final class LineChild: @unchecked Sendable {
    // Unchecked: `lines` is guarded by `arrival`; the rest is fixed after init.
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private let arrival = NSCondition()
    private var lines: [String] = []

    public struct Silence: Error, CustomStringConvertible {
        public var description: String

        public init(description: String) { self.description = description }
    }

    /// Far beyond what any answer takes on a busy machine: it ends a test that hangs, and no test measures by it.
    public static let patience: TimeInterval = 30

    public init(_ executable: String, arguments: [String] = [], environment: [String: String] = [:]) throws {
        signal(SIGPIPE, SIG_IGN)  // A child that died must fail its test, not end all of them.
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = input
        process.standardOutput = output
        try ChildKeeper.shared.run(process)
        try? output.fileHandleForWriting.close()  // so that the end of the child ends the reading
        Thread.detachNewThread { [self] in read() }
    }

    private func read() {
        var partial = Data()
        while true {
            let data = output.fileHandleForReading.availableData
            arrival.withLock {
                partial.append(data)
                while let end = partial.firstIndex(of: UInt8(ascii: "\n")) {
                    lines.append(String(decoding: partial[..<end], as: UTF8.self))
                    partial = Data(partial[(end + 1)...])
                }
                if data.isEmpty { lines.append("end of output") }
                arrival.broadcast()
            }
            if data.isEmpty { return }
        }
    }

    /// Waits for the next line that begins with one of the prefixes, and takes it.
    public func next(_ prefixes: String...) throws -> String {
        let deadline = Date(timeIntervalSinceNow: Self.patience)
        return try arrival.withLock {
            while true {
                if let index = lines.firstIndex(where: { line in prefixes.contains { line.hasPrefix($0) } }) {
                    return lines.remove(at: index)
                }
                guard !lines.contains("end of output"), arrival.wait(until: deadline) else {
                    throw Silence(description: "no line begins with \(prefixes); there are \(lines)")
                }
            }
        }
    }

    /// Sends a command and waits for its answer, which begins with "ok" or "error".
    @discardableResult
    public func ask(_ command: String) throws -> String {
        try input.fileHandleForWriting.write(contentsOf: Data((command + "\n").utf8))
        return try next("ok", "error")
    }

    /// How many lines that begin with the prefix have come and were not taken.
    public func count(of prefix: String) -> Int { arrival.withLock { lines.count { $0.hasPrefix(prefix) } } }

    /// Asks the child to end. Returns its exit status.
    public func quit() throws -> Int32 {
        try ask("quit")
        process.waitUntilExit()
        return process.terminationStatus
    }

    deinit { if process.isRunning { process.terminate() } }
}
