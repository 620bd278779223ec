// SPDX-License-Identifier: Apache-2.0
import Acquisition
import Logging
import PerineometerDriver
import Synchronization

/// Writes the device's changes of state to the log: what happened and what to do, never a sample.
final class DeviceJournal: Sendable {
    private let logger: Logger
    private let realTime: @Sendable () -> String?
    private let hasComplained = Atomic<Bool>(false)

    /// - Parameters:
    ///   - logger: where to write.
    ///   - realTime: what to say about missing real-time priority, if anything; said once.
    init(logger: Logger, realTime: @escaping @Sendable () -> String?) {
        self.logger = logger
        self.realTime = realTime
    }

    func note(_ state: DeviceState) {
        switch state {
        case .absent: logger.info("Waiting for a perineometer")
        case .opening: logger.debug("Opening the perineometer")
        case .streaming(let run):
            logger.info(
                "Streaming",
                metadata: [
                    "product": "\(run.device.identity.product)", "location": "\(run.device.identity.location)",
                    "rate": "\(run.description.rateHertz)", "channels": "\(run.description.channels.count)",
                ])
            if !hasComplained.load(ordering: .relaxed), let complaint = realTime() {
                hasComplained.store(true, ordering: .relaxed)
                logger.warning("\(complaint)")
            }
        case .stalled(_, let error): logger.warning("\(error.message) \(error.hint)")
        case .unavailable(let error, let seconds):
            logger.warning("\(error.message) \(error.hint)", metadata: ["retry": "\(seconds) s"])
        case .gone(_, let error?): logger.warning("\(error.message) \(error.hint)")
        case .gone(_, nil): logger.info("Released the perineometer")
        }
    }
}
