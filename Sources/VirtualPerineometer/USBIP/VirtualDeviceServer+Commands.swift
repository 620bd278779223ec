// SPDX-License-Identifier: Apache-2.0
internal import PerineometerDriver

extension VirtualDeviceServer {
    /// Does what a line asks and says so in one line: "ok …" or "error …".
    func answer(to line: String) -> String {
        do throws(DeviceCommand.Mistake) {
            return try perform(DeviceCommand(parsing: line)).map { "ok \($0)" } ?? "ok"
        } catch {
            return "error \(error.message)"
        }
    }

    private func perform(_ command: DeviceCommand) throws(DeviceCommand.Mistake) -> String? {
        let device = usb.device
        switch command {
        case .unplug:
            guard isPlugged else { throw DeviceCommand.Mistake(message: "it is unplugged already") }
            unplug()
        case .plug: return try plug()
        case .stall: usb.halt()
        case .garble(let count): usb.failTransfers(.garbled, count: count)
        case .overflow(let count): usb.failTransfers(.overflowed, count: count)
        case .inject(let kind, let count): for _ in 0..<count { device.inject(kind) }
        case .drift(let partsPerMillion): pace.setDrift(partsPerMillion: partsPerMillion, at: HostClock.now())
        case .firmware(let version): device.firmwareAtPowerUp.version = version
        case .interfaceProtocol(let number): device.firmwareAtPowerUp.interfaceProtocol = number
        case .protocolMajor(let major): device.firmwareAtPowerUp.protocolMajor = major
        case .damagedCalibration(let isDamaged): device.firmwareAtPowerUp.hasDamagedCalibration = isDamaged
        case .stats: return stats
        case .quit: isEnding = true
        }
        return nil
    }

    private func plug() throws(DeviceCommand.Mistake) -> String {
        guard !isPlugged else { throw DeviceCommand.Mistake(message: "it is plugged in already") }
        if case .socket = place {
            // Its descriptor is closed, and may be somebody else's by now.
            throw DeviceCommand.Mistake(message: "its only socket is closed; start it anew")
        }
        usb.device.powerCycle()
        // The device's time stood still meanwhile.
        pace.restart(at: HostClock.now(), deviceMicroseconds: usb.device.nowMicroseconds)
        do throws(VirtualDeviceServerError) {
            let place = try attach()
            isPlugged = true
            return place
        } catch {
            usb.device.unplug()
            throw DeviceCommand.Mistake(message: "\(error.message) \(error.hint)")
        }
    }

    private var stats: String {
        let traffic = usb.traffic
        let state = !isPlugged ? "unplugged" : host == nil ? "waiting" : "attached"
        return "\(state) streaming=\(usb.device.isStreaming ? 1 : 0) packets=\(traffic.packets) "
            + "submitted=\(traffic.submitted) waiting=\(usb.waitingCount) unlinked=\(traffic.unlinked) "
            + "faulted=\(traffic.faulted) refused=\(traffic.refused) "
            + "seconds=\(Double(usb.device.nowMicroseconds) / 1e6) drift=\(pace.driftPartsPerMillion)"
    }
}
