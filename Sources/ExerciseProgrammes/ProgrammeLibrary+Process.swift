// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials

extension ProgrammeLibrary {
    /// The usual folders of the running program and its user.
    public static func ofThisProcess() -> ProgrammeLibrary {
        ProgrammeLibrary(
            environment: ProcessInfo.processInfo.environment,
            executable: try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
    }
}
