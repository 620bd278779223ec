// SPDX-License-Identifier: Apache-2.0
import Acquisition
import Logging
import PerineometerDriver

/// Writes the device's changes of state to the log: what happened and what to do, never a sample.
struct DeviceJournal: Sendable {
    let logger: Logger

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
        case .stalled(_, let error): logger.warning("\(error.message) \(error.hint)")
        case .unavailable(let error, let seconds):
            logger.warning("\(error.message) \(error.hint)", metadata: ["retry": "\(seconds) s"])
        case .gone(_, let error?): logger.warning("\(error.message) \(error.hint)")
        case .gone(_, nil): logger.info("Released the perineometer")
        }
    }
}
