// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Glibc

/// A child process, and what the kernel says of it.
final class Child {
    let identifier: pid_t
    private let input: Int32

    /// Starts a program. Its standard input is a pipe that ends with this object, its messages are dropped.
    init(_ command: [String]) {
        var pipe: [Int32] = [0, 0]
        Glibc.pipe(&pipe)
        for end in pipe { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        defer { arguments.forEach { free($0) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_adddup2(&actions, pipe[0], STDIN_FILENO)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        defer { posix_spawn_file_actions_destroy(&actions) }
        var child = pid_t()
        let code = posix_spawn(&child, command[0], &actions, nil, &arguments, environ)
        close(pipe[0])
        guard code == 0 else {
            print("client-load: cannot start \(command[0]): \(String(cString: strerror(code)))")
            exit(66)
        }
        identifier = child
        input = pipe[1]
    }

    /// Ends a program that reads its input, and waits for that.
    func endInput() {
        close(input)
        waitpid(identifier, nil, 0)
    }

    /// Ends any program, and waits for that.
    func terminate() {
        kill(identifier, SIGTERM)
        endInput()
    }

    /// Processor time used so far, of all threads.
    var processorSeconds: Double {
        let fields = (text("stat").split(separator: ")").last ?? "").split(separator: " ")
        // proc_pid_stat(5): fields 14 and 15, of which two stand before the parenthesis.
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { return .nan }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    var residentBytes: Int {
        let pages = text("statm").split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * sysconf(Int32(_SC_PAGESIZE))
    }

    var descriptors: Int {
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(identifier)/fd").count) ?? 0
    }

    private func text(_ file: String) -> String {
        (try? String(contentsOf: URL(fileURLWithPath: "/proc/\(identifier)/\(file)"), encoding: .utf8)) ?? ""
    }
}

/// A daemon on a socket of its own.
final class DaemonProcess {
    let socket: String
    private let child: Child

    init(arguments: [String]) {
        socket = "/tmp/tonus-load-\(getpid()).sock"
        child = Child(arguments + ["--socket", socket, "--state-dir", socket + ".state", "--http", "off"])
    }

    var processorSeconds: Double { child.processorSeconds }
    var residentBytes: Int { child.residentBytes }
    var descriptors: Int { child.descriptors }

    func stop() {
        child.terminate()
        unlink(socket + ".lock")
        try? FileManager.default.removeItem(atPath: socket + ".state")
    }
}
