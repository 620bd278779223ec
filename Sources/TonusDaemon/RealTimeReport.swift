// SPDX-License-Identifier: Apache-2.0
import Acquisition
import PerineometerDriver
import StreamAPI

/// What the system grants of real time, asked anew each time.
struct RealTimeReport: Sendable {
    let lanes: any AcquisitionEngine
    let transport: ThreadScheduling?
    let isMemoryLocked: Bool

    var status: Status.RealTime {
        Status.RealTime(
            pipeline: lanes.isRealTime, usb: transport?.isRealTime, memoryLocked: isMemoryLocked)
    }

    /// Whether anything is missing while a device streams, and what to do about it.
    var complaint: String? {
        let status = status
        guard !status.pipeline || status.usb == false else { return nil }
        return "No real-time priority: on a busy machine samples may reach clients late, though none is lost. "
            + "Allow it with LimitRTPRIO=20 in the service, or `ulimit -r 20` before starting tonusd."
    }
}
