// SPDX-License-Identifier: Apache-2.0
import Acquisition
import Logging
import PerineometerDriver
import Perineometry
import Synchronization

/// Writes the devices' changes of state to the log: what happened and what to do, never a sample.
final class DeviceJournal: Sendable {
    private let logger: Logger
    private let realTime = Mutex<RealTimeReport?>(nil)

    init(logger: Logger) { self.logger = logger }

    /// Lets the journal complain once, when a device streams, should real-time priority be missing.
    func watch(_ report: RealTimeReport) { realTime.withLock { $0 = report } }

    // Who has one probe need not know that there could be more.
    private func logger(ofLane lane: Int) -> Logger {
        var logger = logger
        if lane > 0 { logger[metadataKey: "lane"] = "\(lane)" }
        return logger
    }

    func note(lane: Int, _ zero: Zero) {
        let logger = logger(ofLane: lane)
        switch zero.state {
        case .none: logger.info("The zero was cleared: pressures count from the factory's calibration")
        case .air: logger.info("Zeroed in air: pressures are over the atmosphere")
        case .inSitu: logger.info("Zeroed in place: rest is 0")
        }
    }

    func note(_ change: LaneChange) {
        let logger = logger(ofLane: change.lane)
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
