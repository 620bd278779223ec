// SPDX-License-Identifier: Apache-2.0

/// A guided exercise of a session, as it began. Its cues, answers and scores follow until another one begins.
public struct SessionExercise: Hashable, Sendable, Codable {
    public struct Phase: Hashable, Sendable, Codable {
        /// As scores name it.
        public var id: String
        public var title: String

        public init(id: String, title: String) {
            self.id = id
            self.title = title
        }
    }

    /// Such as "release-ladder".
    public var programme: String
    public var version: Int
    public var title: String
    public var phases: [Phase]
    /// It goes on that a restart of the daemon interrupted; nil of a new one.
    public var isAfterRestart: Bool?

    public init(programme: String, version: Int, title: String, phases: [Phase], isAfterRestart: Bool? = nil) {
        self.programme = programme
        self.version = version
        self.title = title
        self.phases = phases
        self.isAfterRestart = isAfterRestart
    }

    /// The longest text in it, bytes.
    var textLength: Int {
        (phases.flatMap { [$0.id, $0.title] } + [programme, title]).map(\.utf8.count).max() ?? 0
    }
}
