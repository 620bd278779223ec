// SPDX-License-Identifier: Apache-2.0
internal import CLinuxShim
internal import Glibc

/// An operating-system thread with a name, for work that blocks or must not share a pool.
public final class NamedThread: @unchecked Sendable {
    // Unchecked: the handle is written in `init` and read in `join`, which its owner calls.
    private var handle = pthread_t()

    /// Starts a thread.
    ///
    /// - Parameters:
    ///   - name: at most 15 bytes are shown by ps and top.
    ///   - body: runs on the thread; the thread ends when it returns.
    ///
    /// The result is nil where the system has no room for another thread.
    public init?(_ name: String, _ body: @escaping @Sendable () -> Void) {
        let start = Unmanaged.passRetained(ThreadStart(name: name, body: body))
        guard pthread_create(&handle, nil, runThread, start.toOpaque()) == 0 else {
            start.release()
            return nil
        }
    }

    /// Waits for the thread's end. To be called exactly once, from another thread.
    public func join() { pthread_join(handle, nil) }

    /// Lets the thread go its way, instead of `join`.
    public func detach() { pthread_detach(handle) }
}

private final class ThreadStart: Sendable {
    let name: String
    let body: @Sendable () -> Void

    init(name: String, body: @escaping @Sendable () -> Void) {
        self.name = name
        self.body = body
    }
}

// At file level: a closure made inside an isolated context would carry that isolation and trap on this thread.
private let runThread: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { argument in
    if let argument {
        let start = Unmanaged<ThreadStart>.fromOpaque(argument).takeRetainedValue()
        CLinuxShim_name_this_thread(start.name)
        start.body()
    }
    return nil
}
