// SPDX-License-Identifier: Apache-2.0
import CLinuxShim
import Dispatch
import Glibc
import PerineometerDriver

/// Threads for what reads whole sessions: whatever else the machine has to do comes first.
enum BackgroundThread {
    /// How far it steps back (nice value): beside one that does not, it gets a quarter of a core (sched(7)).
    private static let niceness: Int32 = 5

    /// Runs something on a thread of its own.
    ///
    /// - Parameters:
    ///   - name: at most 15 bytes are shown by ps and top.
    ///   - body: may wait.
    static func run(_ name: String, _ body: @escaping @Sendable () -> Void) {
        let thread = NamedThread(name) {
            // Of this thread alone. Where it is refused, the thread has the priority of others.
            _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), id_t(CLinuxShim_this_thread()), niceness)
            body()
        }
        if let thread { thread.detach() } else { DispatchQueue(label: name, qos: .utility).async(execute: body) }
    }
}
