// SPDX-License-Identifier: Apache-2.0
import GuidedExercise

/// What it takes to go on with an exercise after the daemon was started anew. It is kept sealed beside the session that is
/// recorded meanwhile; of an exercise that is not recorded nothing is kept, for whoever left the recording out expects
/// that nothing of it lies on the disk.
struct KeptExercise: Codable, Sendable {
    /// One more with every change that makes older ones mean something else: those are not gone on with.
    private var format = Self.currentFormat
    var serial: String
    /// The session was begun for it, and ends with it.
    var endsSession: Bool
    var coach: Coach
    /// What was said at the beginning of it and of its phase, for newcomers.
    var beginning: CoachEvent?
    var phase: CoachEvent?
    /// Programme time that has passed, seconds.
    var elapsedSeconds: Double?
    /// Nil in what older versions kept.
    var isSimulated: Bool?
    var participant: String?
    /// What its diary is to say.
    var trainer: TrainerRecord?

    private static let currentFormat = 2

    init(
        serial: String, endsSession: Bool, coach: Coach, beginning: CoachEvent?, phase: CoachEvent?,
        elapsedSeconds: Double, isSimulated: Bool, participant: String?, trainer: TrainerRecord
    ) {
        self.serial = serial
        self.endsSession = endsSession
        self.coach = coach
        self.beginning = beginning
        self.phase = phase
        self.elapsedSeconds = elapsedSeconds
        self.isSimulated = isSimulated
        self.participant = participant
        self.trainer = trainer
        // Device time begins anew.
        self.beginning?.deviceMicroseconds = nil
        self.phase?.deviceMicroseconds = nil
    }

    var isOfThisVersion: Bool { format == Self.currentFormat }
}
