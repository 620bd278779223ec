// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// Ends the children of a test run that is interrupted, however that is: also by SIGKILL.
///
/// A shell reads which children there are; when the line to it ends, so has this process, and it kills those that are left.
/// The kernel's own signal at a parent's death is no help: it comes when the thread ends that started the child.
public final class ChildKeeper: Sendable {
    public static let shared = ChildKeeper()

    private let line: FileHandle?
    private let order = NSLock()

    private static let script = """
        trap '' INT TERM HUP
        children=' '
        while read -r change child; do
            case $change in
                began) children="$children$child " ;;
                ended) children="${children%% $child *} ${children#* $child }" ;;
            esac
        done
        for child in $children; do kill -KILL "$child" 2>/dev/null; done
        """

    private init() {
        var ends: [Int32] = [-1, -1]
        // No child may hold the end that tells of this process.
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            line = nil
            return
        }
        let keeper = Process()
        keeper.executableURL = URL(fileURLWithPath: "/bin/sh")
        keeper.arguments = ["-c", Self.script]
        keeper.standardInput = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true)
        keeper.standardOutput = FileHandle.nullDevice
        line = (try? keeper.run()) == nil ? nil : FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
    }

    /// Starts a process that does not outlive this one.
    public func run(_ process: Process) throws {
        // That it began is to be said first, however soon it ends.
        process.terminationHandler = { [self] ended in order.withLock { note("ended", ended) } }
        try order.withLock {
            try process.run()
            note("began", process)
        }
    }

    private func note(_ change: String, _ process: Process) {
        try? line?.write(contentsOf: Data("\(change) \(process.processIdentifier)\n".utf8))
    }
}
