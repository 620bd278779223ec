// SPDX-License-Identifier: Apache-2.0
internal import CLinuxShim
internal import Synchronization

/// Real-time scheduling of the two threads that a sample passes through, where the system permits it.
///
/// Without it the daemon works the same on an idle machine; on a busy one a thread may wait 10 to 130 ms for a processor
/// (measured on two loaded cores), which the rings bridge and the latency shows.
public enum RealTime {
    /// For the thread that handles USB events: below the kernel's own interrupt threads, which have 50.
    public static let transportPriority: Int32 = 20
    /// For the pipeline: below the transport, which must never wait for it.
    public static let pipelinePriority: Int32 = 19

    /// Keeps the process's memory from being paged out. Returns whether this was granted.
    public static func lockMemory() -> Bool { CLinuxShim_lock_memory() == 0 }
}

/// How one thread is scheduled. The thread itself asks for more; anybody may look.
public final class ThreadScheduling: Sendable {
    private let thread = Atomic<Int32>(0)

    public init() {}

    /// Asks for SCHED_FIFO for the calling thread; may be asked again at any time. Threads made by it do not inherit it.
    public func makeThisThreadRealTime(priority: Int32) {
        thread.store(CLinuxShim_this_thread(), ordering: .relaxed)
        _ = CLinuxShim_make_this_thread_real_time(priority)
    }

    /// What the kernel says now, not what was once granted: another program may take it away.
    public var isRealTime: Bool {
        let thread = thread.load(ordering: .relaxed)
        return thread != 0 && CLinuxShim_is_real_time(thread) != 0
    }
}
