// SPDX-License-Identifier: Apache-2.0
import StreamAPI

extension DeviceDescription {
    /// Leaves out what tells a pressure of the body: what became 0 when the probe was zeroed.
    mutating func withholdBody() { zero?.offset = nil }

    var withoutBody: DeviceDescription {
        var device = self
        device.withholdBody()
        return device
    }
}
