// SPDX-License-Identifier: Apache-2.0
import ChildPrograms
import Foundation
import StreamAPI
import Synchronization
import Testing
import TonusClient

/// One of the project's programs, started for a test, and all that it prints.
final class RunningProgram: Sendable {
    private let process: Process
    private let home: TemporaryFolder
    private let output = Collected()
    private let errors = Collected()

    /// What came out of a pipe so far.
    private final class Collected: Sendable {
        private let data = Mutex(Data())
        private let ended = Mutex(false)

        var isAtEnd: Bool { ended.withLock { $0 } }
        var text: String { data.withLock { String(decoding: $0, as: UTF8.self) } }

        func follow(_ pipe: Pipe) {
            // A thread, not a readability handler: those crash libdispatch when a descriptor is closed under them.
            Thread.detachNewThread {
                while true {
                    let more = pipe.fileHandleForReading.availableData
                    if more.isEmpty { return self.ended.withLock { $0 = true } }
                    self.data.withLock { $0.append(more) }
                }
            }
        }
    }

    /// Starts a program that was built beside the tests.
    convenience init(_ name: String, _ arguments: [String], environment: [String: String] = [:]) throws {
        try self.init(at: Self.folder().appendingPathComponent(name), arguments, environment: environment)
    }

    /// Starts any program.
    init(at executable: URL, _ arguments: [String], environment: [String: String] = [:]) throws {
        process = Process()
        home = try TemporaryFolder()
        process.executableURL = executable
        process.arguments = arguments
        // Whatever whoever runs the tests has configured or recorded is not theirs.
        process.environment = ProcessInfo.processInfo.environment
            .merging(["CONFIGURATION_DIRECTORY": "/nonexistent", "XDG_STATE_HOME": home.path]) { $1 }
            .merging(environment) { $1 }
        let (outputPipe, errorPipe) = (Pipe(), Pipe())
        process.standardOutput = outputPipe
        process.standardError = errorPipe
        process.standardInput = FileHandle.nullDevice
        output.follow(outputPipe)
        errors.follow(errorPipe)
        try ChildKeeper.shared.run(process)
        // So that the end of the program ends the reading.
        try outputPipe.fileHandleForWriting.close()
        try errorPipe.fileHandleForWriting.close()
    }

    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

    /// Where the programs were built.
    static func folder() throws -> URL {
        URL(fileURLWithPath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
            .deletingLastPathComponent()
    }

    var identifier: pid_t { process.processIdentifier }
    var isRunning: Bool { process.isRunning }
    var standardOutput: String { output.text }
    var standardError: String { errors.text }

    func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    /// Waits for the end and returns the exit code; a program that hangs fails the test.
    func exitCode() throws -> Int32 {
        try wait(for: "the program's end") { !process.isRunning }
        process.waitUntilExit()
        // What was printed last may still be on its way. Another test's program, started meanwhile, can hold the pipe open.
        let deadline = Date().addingTimeInterval(2)
        while !(output.isAtEnd && errors.isAtEnd), Date() < deadline { usleep(2000) }
        return process.terminationStatus
    }

    /// Stops the program where it is; returns once it stands still, which a signal sent alone does not promise.
    func suspend() throws {
        send(SIGSTOP)
        let state = "/proc/\(identifier)/stat"
        try wait(for: "the program to stand still") {
            (try? String(contentsOfFile: state, encoding: .utf8))?.contains(") T ") == true
        }
    }

    /// Resident memory in bytes.
    func residentBytes() throws -> Int {
        let text = try String(contentsOfFile: "/proc/\(process.processIdentifier)/statm", encoding: .utf8)
        let pages = try #require(text.split(separator: " ").dropFirst().first.flatMap { Int($0) })
        return pages * 4096
    }

    /// How many descriptors the program has open.
    func descriptorCount() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process.processIdentifier)/fd").count
    }
}

/// Seconds after which a test gives up waiting, so that a failure ends; long enough for a machine that is slow and busy.
let patience = 120.0

/// Waits until something holds.
func wait(for what: String, until holds: () throws -> Bool) throws {
    let end = Date().addingTimeInterval(patience)
    while try !holds() {
        if Date() > end { throw TimedOut(what: what) }
        usleep(5000)
    }
}

struct TimedOut: Error { var what: String }

/// A folder of a test's own, gone with the object.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = "/tmp/tonus-test-\(UUID().uuidString.prefix(8).lowercased())"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// A path for a socket, in a folder that does not exist yet.
    var socket: String { path + "/run/tonus.sock" }
}

/// A daemon on the virtual perineometer with a socket of its own.
final class SimulatedDaemon: Sendable {
    let program: RunningProgram
    private let folder: TemporaryFolder

    /// Starts a daemon; `folder` is given where the place outlives it.
    convenience init(
        _ simulation: String = "comfortable-strong,rate=1000", in folder: TemporaryFolder? = nil,
        options: [String] = ["--http", "off"], environment: [String: String] = [:]
    ) throws {
        try self.init(simulations: [simulation], in: folder, options: options, environment: environment)
    }

    /// Starts a daemon with several perineometers; it keeps sessions in `stateDirectory`, by default in the folder.
    init(
        simulations: [String], in folder: TemporaryFolder? = nil, stateDirectory: String? = nil,
        options: [String] = ["--http", "off"], environment: [String: String] = [:]
    ) throws {
        signal(SIGPIPE, SIG_IGN)
        let place = try folder ?? TemporaryFolder()
        self.folder = place
        program = try RunningProgram(
            "tonusd",
            simulations.map { "--simulate=\($0)" } + [
                "--socket", place.socket, "--state-dir", stateDirectory ?? place.path + "/state",
            ] + options, environment: environment)
        try wait(for: "the daemon's first samples: \(program.standardError)") {
            guard let tonus = try? TonusConnection(path: place.socket) else { return false }
            let devices = try tonus.status().devices
            return devices.count == simulations.count && devices.allSatisfy { $0.stream.samples > 0 }
        }
    }

    deinit { program.send(SIGKILL) }

    var socket: String { folder.socket }

    func connect() throws -> TonusConnection { try TonusConnection(path: socket) }
}

extension Trait where Self == ConditionTrait {
    /// Under the address sanitizer most of the memory that the daemon takes is the sanitizer's.
    static var exceptUnderTheAddressSanitizer: Self {
        .disabled(if: ProcessInfo.processInfo.environment["ASAN_OPTIONS"] != nil)
    }
}
