// SPDX-License-Identifier: Apache-2.0
import Acquisition
import Logging
import PerineometerDriver
import Synchronization

/// Writes the devices' changes of state to the log: what happened and what to do, never a sample.
final class DeviceJournal: Sendable {
    private let logger: Logger
    private let realTime = Mutex<RealTimeReport?>(nil)

    init(logger: Logger) { self.logger = logger }

    /// Lets the journal complain once, when a device streams, should real-time priority be missing.
    func watch(_ report: RealTimeReport) { realTime.withLock { $0 = report } }

    func note(_ change: LaneChange) {
        var logger = logger
        // Who has one probe need not know that there could be more.
        if change.lane > 0 { logger[metadataKey: "lane"] = "\(change.lane)" }
        switch change.state {
        case .absent: logger.info("Waiting for a perineometer")
        case .opening(let arrival):
            logger.debug("Opening the perineometer", metadata: ["location": "\(arrival.location)"])
        case .streaming(let run):
            logger.info(
                "Streaming",
                metadata: [
                    "product": "\(run.device.identity.product)", "location": "\(run.device.identity.location)",
                    "rate": "\(run.description.rateHertz)", "channels": "\(run.description.channels.count)",
                ])
            let report = realTime.withLock { $0 }
            if let complaint = report?.complaint {
                realTime.withLock { $0 = nil }
                logger.warning("\(complaint)")
            }
        case .stalled(_, let error), .recovering(_, let error): logger.warning("\(error.message) \(error.hint)")
        case .unavailable(_, let error, let seconds):
            logger.warning("\(error.message) \(error.hint)", metadata: ["retry": "\(seconds) s"])
        case .gone(_, let error?): logger.warning("\(error.message) \(error.hint)")
        case .gone(_, nil): logger.info("Released the perineometer")
        }
    }
}
