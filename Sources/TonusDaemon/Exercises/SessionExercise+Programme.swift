// SPDX-License-Identifier: Apache-2.0
import GuidedExercise
import SessionStore

extension SessionExercise {
    init(_ programme: Programme, isAfterRestart: Bool? = nil) {
        self.init(
            programme: programme.id, version: programme.version, title: Self.cut(programme.title),
            phases: programme.phases.map { Phase(id: Self.cut($0.id), title: Self.cut($0.title)) },
            isAfterRestart: isAfterRestart)
    }

    /// A recording refuses longer texts than it keeps, and nobody reads a title as long as that.
    private static func cut(_ text: String) -> String {
        text.utf8.count <= 200 ? text : String(decoding: text.utf8.prefix(200), as: UTF8.self)
    }
}
